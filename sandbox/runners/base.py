"""How one language runs cases: data in, data out, a result at a time.

A runner calls the candidate's function once per case, each in a process of its own, and reports what
came back. It knows no expected result: whoever calls it compares, outside the candidate's processes.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sandbox.base import Sandbox


class CallOutcome(StrEnum):
    """What became of one call."""

    RETURNED = "returned"
    RAISED = "raised"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    COMPILE_ERROR = "compile_error"


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make. `arguments` is the JSON text of an array."""

    name: str
    arguments: str
    wall_ms: int = 2000
    memory_mb: int = 256


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call gave. `value` is the JSON text of the result when it returned.

    `error_type` is the exception's class name, `error_bases` those of the classes it inherits from,
    so that a subclass of an expected error counts; `error` is a short traceback of the candidate's own
    frames, `line` the line in the candidate's file. `output` is what it printed, cut to 64 KiB.
    """

    name: str
    outcome: CallOutcome
    value: str | None = None
    error_type: str | None = None
    error_bases: tuple[str, ...] = ()
    error: str | None = None
    line: int | None = None
    output: str = ""
    ms: int = 0


class Runner(Protocol):
    """Runs cases in one language."""

    def run_cases(
        self, sandbox: Sandbox, *, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncIterator[CallResult]:
        """Call `function` of `main_file` once for each of `calls`, in order.

        When the code does not load, one `COMPILE_ERROR` result is given for the first call and
        the iteration ends.

        Raises:
            SandboxError: when our own machinery broke.
        """
