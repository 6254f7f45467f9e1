"""Runs cases in Python: a warm interpreter in the sandbox forks one child per call."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sandbox.base import Sandbox
from sandbox.runners.base import Call, CallResult
from sandbox.runners.harness import Harness, HarnessRunner, StartedHarness

_MOST_CALLS, _RUN_S = 200, 300.0


class PythonRunner(HarnessRunner):
    """Implements `sandbox.runners.base.WarmableRunner` for Python: each child loads the code itself.

    A result is what JSON can say: tuples become lists and keys strings; sets, generators, NaN, infinity and
    other objects are refused as `UnusableResult` with advice.
    """

    def __init__(self) -> None:
        super().__init__(Harness("Python", "python_harness"))

    @asynccontextmanager
    async def warmed(
        self, sandbox: Sandbox, *, main_file: str, function: str, idle_s: float = 600.0
    ) -> AsyncIterator["ReadyPython"]:
        """An interpreter that gets ready and waits up to `idle_s` for its one run; leaving ends it."""
        started = self.started(sandbox, main_file, function, wall_s=idle_s + _RUN_S, most_calls=_MOST_CALLS)
        async with started as harness:
            yield ReadyPython(self, harness, sandbox, main_file, function)


@dataclass(frozen=True, slots=True)
class ReadyPython:
    """Implements `sandbox.runners.base.ReadyCases`; what its interpreter cannot do any more, a fresh one does."""

    runner: PythonRunner
    harness: StartedHarness
    sandbox: Sandbox
    main_file: str
    function: str

    async def ready(self) -> None:
        """Wait until it only waits for its run."""
        await self.harness.ready()

    async def ended(self) -> None:
        """Wait until the interpreter is no more."""
        await self.harness.ended()

    def run(self, calls: Sequence[Call]) -> AsyncGenerator[CallResult, None]:
        """Its one run."""
        return self.runner.results(self.sandbox, self.main_file, self.function, calls, self.harness)
