"""The tokens of JavaScript, TypeScript and Go, as far as counting and changing them needs: no comment is one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<number>0[xXbBoO][0-9A-Fa-f_]+n?|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?n?)
    |(?P<word>[A-Za-z_$\#][\w$]*)
    |(?P<mark>=>|\.\.\.|===|!==|\*\*=?|<<=?|>>>?=?|&&=?|\|\|=?|\?\?=?|\?\.|:=|<-|[-+*/%&|^<>=!]=|\+\+|--|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# After one of these a slash begins a regular expression, and divides after everything else.
_BEFORE_REGEX = set("(,=:[!&|?{};+-*%<>~^") | {
    "return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "new", "=>", "&&", "||", "??",
    "===", "!==", "==", "!=", "<=", ">=", "+=", "-=", "*=", "...", "",
}  # fmt: skip
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is `word`, `number`, `text` or `mark`; `start` its offset, `line` from 1."""

    kind: str
    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


def tokens(source: str, *, go: bool) -> Iterator[Token]:
    """All tokens in order; regular expressions (not in Go) and strings are whole."""
    at, line, before = 0, 1, ""
    while at < len(source):
        match = _REGEX.match(source, at) if not go and source[at] == "/" and before in _BEFORE_REGEX else None
        kind = "text"
        if match is None:
            match = _TOKEN.match(source, at)
            assert match is not None, "any character is a mark"
            kind = str(match.lastgroup)
        if kind != "space":
            before = match[0]
            yield Token(kind, before, at, line)
        line += match[0].count("\n")
        at = match.end()
