"""Whether a program printed the right thing: the default validator of problem packages, with its flags.

https://www.kattis.com/problem-package-format/spec/2023-07-draft.html#default-output-validator-specification
"""

import math
import re
from collections.abc import Iterator

from bank.spec import StdioCompare

_TOKEN = re.compile(r"[^ \t\r\n\v\f]+")
_TOKEN_OR_SPACE = re.compile(r"[^ \t\r\n\v\f]+|[ \t\r\n\v\f]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SHOWN = 60


def output_difference(expected: str, actual: str, *, compare: StdioCompare) -> str | None:
    """Where and how what was printed first departs from what was expected, in words; None when it is right."""
    pattern = _TOKEN_OR_SPACE if compare.space_change_sensitive else _TOKEN
    wanted, given = pattern.finditer(expected), pattern.finditer(actual)
    for token in wanted:
        other = next(given, None)
        if other is None:
            at = f"line {_line(expected, token)} of the answer"
            return f"the output ends too early: {_shown(token[0])} is missing ({at})"
        if not _same(token[0], other[0], compare):
            at = f"line {_line(actual, other)} of the output"
            return f"{at}: expected {_shown(token[0])}, got {_shown(other[0])}"
    return _rest(actual, given)


def _rest(actual: str, given: Iterator[re.Match[str]]) -> str | None:
    extra = next(given, None)
    if extra is None:
        return None
    return f"line {_line(actual, extra)} of the output: {_shown(extra[0])} is too many"


def _same(wanted: str, given: str, compare: StdioCompare) -> bool:
    """One token; a number within the tolerances, where the answer's token is one and any tolerance is given."""
    if wanted == given or (not compare.case_sensitive and wanted.lower() == given.lower()):
        return True
    absolute = _first(compare.float_absolute_tolerance, compare.float_tolerance)
    relative = _first(compare.float_relative_tolerance, compare.float_tolerance)
    if absolute is None and relative is None:
        return False
    if not _NUMBER.fullmatch(wanted) or not _NUMBER.fullmatch(given):
        return False
    one, other = float(wanted), float(given)
    if not (math.isfinite(one) and math.isfinite(other)):
        return False
    apart = abs(one - other)
    return apart <= (absolute or 0.0) or (relative is not None and apart <= relative * abs(one))


def _first(own: float | None, both: float | None) -> float | None:
    return own if own is not None else both


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _shown(token: str) -> str:
    clean = {"\n": "the end of the line", " ": "a space", "\t": "a tab"}.get(token)
    if clean is not None:
        return clean
    return f"“{token if len(token) <= _SHOWN else token[: _SHOWN - 1] + '…'}”"
