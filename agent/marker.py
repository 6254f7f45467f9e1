"""The submission marker: a comment `# submit` or `// submit` on a line of its own.

It must be a real comment. The scanners know strings and comments of their language and nothing
else, so that code which does not parse yet is read like any other.
"""

import re
from collections.abc import Iterator

from protocol.values import Language

MARKER_LINE = re.compile(r"^[ \t]*(?:#|//)[ \t]*submit[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)

_PYTHON = re.compile(
    r"""\#[^\n]*
    | '''(?:\\.|[^\\])*?(?:'''|\Z) | \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)
    | '(?:\\.|[^'\\\n])*'? | "(?:\\.|[^"\\\n])*"?""",
    re.DOTALL | re.VERBOSE,
)
_GO = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | `[^`]*(?:`|\Z)
    | '(?:\\.|[^'\\\n])*'? | "(?:\\.|[^"\\\n])*"?""",
    re.DOTALL | re.VERBOSE,
)
# In JavaScript braces count too: they tell where a template's `${…}` ends.
_SCRIPT = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | [`{}/]
    | '(?:\\.|[^'\\\n])*'? | "(?:\\.|[^"\\\n])*"?""",
    re.DOTALL | re.VERBOSE,
)
_TEMPLATE = re.compile(r"(?:\\.|[^`\\$]|\$(?!\{))*(`|\$\{|\Z)", re.DOTALL)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/")
_BEFORE_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void))\s*$")


def marker_lines(text: str) -> int:
    """How many lines look like a marker, whatever surrounds them; cheap."""
    return len(MARKER_LINE.findall(text)) if "submit" in text.lower() else 0


def markers(text: str, language: Language) -> int:
    """How many real marker comments stand on lines of their own."""
    if not marker_lines(text):
        return 0
    return sum(_is_marker(text, start, end) for start, end in _line_comments(text, language))


def _is_marker(text: str, start: int, end: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    return MARKER_LINE.fullmatch(text[line_start:end]) is not None


def _line_comments(text: str, language: Language) -> Iterator[tuple[int, int]]:
    if language in (Language.JAVASCRIPT, Language.TYPESCRIPT):
        yield from _script_comments(text)
        return
    opening, scanner = ("#", _PYTHON) if language is Language.PYTHON else ("//", _GO)
    for match in scanner.finditer(text):
        if match[0].startswith(opening):
            yield match.span()


def _script_comments(text: str) -> Iterator[tuple[int, int]]:
    position, depth = 0, 0
    templates: list[int] = []
    while match := _SCRIPT.search(text, position):
        sign, position = match[0], match.end()
        if sign.startswith("//"):
            yield match.span()
        elif sign == "/":
            literal = _REGEX.match(text, match.start())
            line_start = text.rfind("\n", 0, match.start()) + 1
            if literal and _BEFORE_REGEX.search(text[line_start : match.start()]):
                position = literal.end()
        elif sign == "{":
            depth += 1
        elif sign == "}" and not (templates and templates[-1] == depth):
            depth = max(0, depth - 1)
        elif sign in "`}":
            if sign == "}":
                templates.pop()
            rest = _TEMPLATE.match(text, position)
            assert rest is not None, "the pattern also matches the end of the text"
            position = rest.end()
            if rest[1] == "${":
                templates.append(depth)
