"""LaTeX problem statements as Markdown: the subset that the package format asks every judge to show."""

import re
from collections.abc import Mapping

_ENDS_OF_COMMENT = re.compile(r"(?<!\\)%[^\n]*(\n[ \t]*)?")
_MATH = re.compile(r"(?s)\$\$(.+?)\$\$|(?<!\\)\$(.+?)(?<!\\)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)")
_VERBATIM = re.compile(r"(?s)\\begin\{(verbatim|lstlisting)\}(?:\[[^\]]*\])?\n?(.*?)\\end\{\1\}")

_AROUND = {
    "textbf": "**",
    "bf": "**",
    "emph": "*",
    "textit": "*",
    "it": "*",
    "texttt": "`",
    "tt": "`",
    "t": "`",
    "underline": "",
    "textsc": "",
    "sout": "~~",
    "mbox": "",
    "text": "",
}
_HEADINGS = {"section": "##", "subsection": "###", "subsubsection": "####", "paragraph": "####"}
_ARGUMENT = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_DROPPED = re.compile(
    r"\\(?:includegraphics|illustration|vspace|hspace|label|caption|centering|noindent|bigskip|medskip|smallskip|newpage"
    r"|tiny|scriptsize|small|normalsize|large|Large|LARGE|huge|Huge|nextsample|remainingsamples|hline|cline"
    r"|maketitle|clearpage|par)\b\*?(?:\[[^\]]*\])?(?:" + _ARGUMENT + r")*"
)
_PLAIN = (
    (r"\\(?:ldots|dots|textellipsis)\b(?:\{\})?", "…"),
    (r"``|''", '"'),
    (r"---", "\u2014"),
    (r"(?<!-)--(?!-)", "\u2013"),
    (r"(?<!\\)~", " "),
    (r"\\(?:textbackslash)\b(?:\{\})?", r"\\"),
    (r"\\\\(?:\[[^\]]*\])?", "  \n"),
    (r"\\([%$&#_{}])", r"\1"),
    (r"\\[,;: ]", " "),
    (r"\\(?:quad|qquad)\b", " "),
)


def markdown_of(text: str, constants: Mapping[str, str]) -> str:
    """The statement in Markdown; mathematics stays as it is between dollars, pictures are left out."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\0{len(kept) - 1}\0"

    text = text.replace("\r\n", "\n").replace("\0", "")
    text = re.sub(r"\\constant\{(\w+)\}", lambda at: constants.get(at[1], at[0]), text)
    text = _VERBATIM.sub(lambda at: keep(f"\n```text\n{at[2].rstrip()}\n```\n"), text)
    text = _ENDS_OF_COMMENT.sub("", text)
    text = _MATH.sub(lambda at: keep(_math(at)), text)
    if (body := re.search(r"(?s)\\begin\{document\}(.*?)\\end\{document\}", text)) is not None:
        text = body[1]
    text = _commands(_environments(text))
    for pattern, shown in _PLAIN:
        text = re.sub(pattern, shown, text)
    text = re.sub(r"(?<!\\)[{}]", "", text)
    text = re.sub("\0(\\d+)\0", lambda at: kept[int(at[1])], text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n(?!\n)(?<!  \n)", "\n", text)).strip() + "\n"


def _math(at: re.Match[str]) -> str:
    display, inline = at[1] or at[3], at[2] or at[4]
    return f"$${display}$$" if display else f"${inline.strip()}$"


def _environments(text: str) -> str:
    for name in ("Input", "Output", "Interaction"):
        text = text.replace(rf"\begin{{{name}}}", f"\n## {name}\n").replace(rf"\end{{{name}}}", "\n")
    innermost = re.compile(r"(?s)\\begin\{(itemize|enumerate)\}(?:\[[^\]]*\])?((?:(?!\\begin\{).)*?)\\end\{\1\}")
    while (found := innermost.search(text)) is not None:
        text = text[: found.start()] + _list(found[2], numbered=found[1] == "enumerate") + text[found.end() :]
    text = re.sub(
        r"(?s)\\begin\{tabular\}(?:\[[^\]]*\])?" + _ARGUMENT + r"(.*?)\\end\{tabular\}", lambda at: _table(at[2]), text
    )
    return re.sub(r"\\(begin|end)\{\w+\*?\}(?:\[[^\]]*\])?", "\n", text)


def _list(body: str, *, numbered: bool) -> str:
    items = re.split(r"\\item\b(?:\[[^\]]*\])?", body)[1:]
    lines = [
        f"{f'{number}.' if numbered else '-'} " + re.sub(r"\s*\n", "\n  ", item.strip())
        for number, item in enumerate(items, 1)
    ]
    return "\n\n" + "\n".join(lines) + "\n\n"


def _table(body: str) -> str:
    body = re.sub(r"\\(?:hline|cline\{[^}]*\}|toprule|midrule|bottomrule)", "", body)
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)&", row)] for row in body.split(r"\\") if row.strip()]
    if not rows:
        return "\n"
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + " - |" * len(rows[0]))
    return "\n\n" + "\n".join(lines) + "\n\n"


def _commands(text: str) -> str:
    text = re.sub(r"\\problemname\b(?:" + _ARGUMENT + ")?", "", text)
    text = _DROPPED.sub("", text)
    text = re.sub(r"\\href" + _ARGUMENT + _ARGUMENT, r"[\2](\1)", text)
    text = re.sub(r"\\url" + _ARGUMENT, r"<\1>", text)
    text = re.sub(r"\\footnote" + _ARGUMENT, r" (\1)", text)
    for name, mark in _HEADINGS.items():
        text = re.sub(rf"\\{name}\*?" + _ARGUMENT, rf"\n\n{mark} \1\n\n", text)
    for _ in range(3):
        for name, mark in _AROUND.items():
            text = re.sub(rf"\\{name}(?![A-Za-z])\s*" + _ARGUMENT, rf"{mark}\1{mark}", text)
            text = re.sub(rf"\{{\\{name}(?![A-Za-z])\s*((?:[^{{}}])*)\}}", rf"{mark}\1{mark}", text)
    return text
