"""How one language runs cases, data in and data out, and how it runs files of tests; a result at a time.

A runner calls the candidate's function once per case, each in a process of its own, and reports what
came back. It knows no expected result: whoever calls it compares, outside the candidate's processes.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

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
    """One call to make. `arguments` is the JSON text of an array, or what a program reads; it may be made late."""

    name: str
    arguments: str | Callable[[], str]
    wall_ms: int = 2000
    memory_mb: int = 256

    def text(self) -> str:
        """The arguments, read or made now."""
        return self.arguments if isinstance(self.arguments, str) else self.arguments()


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
    ) -> AsyncGenerator[CallResult, None]:
        """Call `function` of `main_file` once for each of `calls`, in order.

        When the code does not load, one `COMPILE_ERROR` result is given for the first call and
        the iteration ends.

        Raises:
            SandboxError: when our own machinery broke.
        """

    def run_programs(
        self, sandbox: Sandbox, *, main_file: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        """Run `main_file` as a program once for each of `calls`, whose text is its standard input; in order.

        A result's value is what the program printed when it ended with status 0.

        Raises:
            SandboxError: when our own machinery broke.
        """


class Ready(Protocol):
    """A program that only waits for its order; it serves one run."""

    async def ready(self) -> None:
        """Wait until it is.

        Raises:
            SandboxError: when it does not get there.
        """

    async def ended(self) -> None:
        """Wait until it is no more."""


class ReadyCases(Ready, Protocol):
    """One that makes calls."""

    def run(self, calls: Sequence[Call]) -> AsyncGenerator[CallResult, None]:
        """What `Runner.run_cases`, or for a program `Runner.run_programs`, gives."""


@runtime_checkable
class WarmableRunner(Runner, Protocol):
    """A runner that reads the code only when it is called, so that its program can be there before the last edit."""

    def warmed(
        self, sandbox: Sandbox, *, main_file: str, function: str, idle_s: float = 600.0
    ) -> AbstractAsyncContextManager[ReadyCases]:
        """A program that gets ready and waits up to `idle_s`; leaving ends it. Without `function` it runs programs."""


class TestOutcome(StrEnum):
    """What became of one test, or of a file or run as a whole (the last three)."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    NOT_LOADED = "not_loaded"
    TIME_LIMIT = "time_limit"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class TestEvent:
    """One result of a test run. It shares the candidate's process with the tests, so it is for show.

    `name` is the runner's own name of the test; for `NOT_LOADED` (code that does not compile or import, or no test
    at all) the file's or package's, and for what ends the whole run it is empty. `error` is what the runner says,
    cut; `expected` and `actual` are given where the assertion names both; `file` and `line` are the place
    in the candidate's files that is to be looked at.
    """

    __test__: ClassVar[bool] = False

    name: str
    outcome: TestOutcome
    ms: int = 0
    output: str = ""
    error: str | None = None
    expected: str | None = None
    actual: str | None = None
    file: str | None = None
    line: int | None = None


class ReadyTests(Ready, Protocol):
    """One that runs files of tests."""

    def run_tests(self, paths: Sequence[str] = ()) -> AsyncGenerator[TestEvent, None]:
        """Its one run."""


class TestRunner(Protocol):
    """Runs files of tests in one language."""

    def run_tests(
        self, sandbox: Sandbox, *, paths: Sequence[str] = (), wall_s: float = 60.0
    ) -> AsyncGenerator[TestEvent, None]:
        """Run the tests in `paths`, or all that are found; a result as soon as it is known.

        Closing the generator ends the run.

        Raises:
            SandboxError: when our own machinery broke, or the language is not in the sandbox.
        """


@runtime_checkable
class WarmableTests(TestRunner, Protocol):
    """One whose program can be made ready ahead of need."""

    def warmed(
        self, sandbox: Sandbox, *, idle_s: float = 600.0, wall_s: float = 60.0
    ) -> AbstractAsyncContextManager[ReadyTests]:
        """A program that gets ready and waits up to `idle_s` for its one run; leaving ends it."""
