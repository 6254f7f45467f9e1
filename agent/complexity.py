"""How big and how branched a piece of code is, where that can be read off its text."""

from dataclasses import dataclass

from bank.structure import code_lines, functions
from protocol.values import Language


@dataclass(frozen=True, slots=True)
class Size:
    """`lines` with code on them; `branches` is the highest cyclomatic complexity of a function, if there is one."""

    lines: int
    branches: int | None


def measure(text: str, language: Language) -> Size:
    """The size of `text`; of code that does not parse no function is known."""
    return Size(code_lines(text, language), max((one.branches for one in functions(text, language)), default=None))
