"""The examples in a statement: fenced blocks of one fixed form, so that they can be proven true.

    ```example
    allowed(2, 10, [1, 5, 11])
    => [true, true, false]
    ```

Arguments and result are JSON; `=> raises ValueError` names an expected error instead.
"""

import json
import re
from dataclasses import dataclass

from pydantic import JsonValue

_OPEN = re.compile(r"^```example\s*$")
_CLOSE = re.compile(r"^```\s*$")
_CALL = re.compile(r"\A\s*([A-Za-z_]\w*)\((.*)\)\s*^=>\s*(.*?)\s*\Z", re.DOTALL | re.MULTILINE)
_RAISES = re.compile(r"raises ([A-Za-z_]\w*)")


class BadExample(ValueError):
    """A fenced example that is not of the form; `line` counts from 1 in the statement."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line, self.reason = line, reason

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Example:
    """One example: the call and what it gives, `expected` or the name of an error."""

    line: int
    function: str
    arguments: list[JsonValue]
    expected: JsonValue
    raises: str | None


def examples(statement: str) -> list[Example]:
    """All examples of a statement in order.

    Raises:
        BadExample: for a block that is not of the form.
    """
    found: list[Example] = []
    opened: int | None = None
    block: list[str] = []
    for number, text in enumerate(statement.splitlines(), start=1):
        if opened is None:
            if _OPEN.match(text):
                opened, block = number, []
        elif _CLOSE.match(text):
            found.append(_example("\n".join(block), opened))
            opened = None
        else:
            block.append(text)
    if opened is not None:
        raise BadExample(opened, "the example's block is never closed")
    return found


def _example(text: str, line: int) -> Example:
    match = _CALL.match(text)
    if match is None:
        raise BadExample(line, "an example is a call, then a line that begins with =>")
    function, arguments, result = match.groups()
    raises = _RAISES.fullmatch(result)
    try:
        given = json.loads(f"[{arguments}]")
        expected = None if raises else json.loads(result)
    except (ValueError, RecursionError) as bad:
        raise BadExample(line, f"an example's arguments and result are JSON: {bad}") from bad
    return Example(line, function, given, expected, raises.group(1) if raises else None)
