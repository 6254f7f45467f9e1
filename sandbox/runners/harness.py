"""Runs cases by a supervisor in the sandbox, which starts one child per call: what all languages share.

Nothing that comes back is trusted beyond its own case: a program that kills the supervisor, or writes into its
pipe, loses the case, and the next call gets a fresh one.
"""

import asyncio
import json
import math
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files

from sandbox.base import Running, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.answers import (
    LINE_BYTES,
    OUTPUT_BYTES,
    REPORT_BYTES,
    Answers,
    Broken,
    result_of_call,
    result_of_program,
)
from sandbox.runners.base import Call, CallOutcome, CallResult

_PER_CALL_S = 5.0
_PATIENCE = 4  # the supervisor's: a call that others keep from the processor has more time


@dataclass(frozen=True, slots=True)
class Harness:
    """What runs inside for one language.

    `module` of `sandbox.runners.inside` is its main program; `texts` are files of that folder which it gets as
    arguments, then come those of `extra`. It may take `start_s` until it is ready, to compile.
    """

    language: str
    module: str
    texts: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    start_s: float = 10.0

    def argv(self, main_file: str, function: str, *, alone: bool) -> list[str]:
        """The supervisor and the language's program, as one command that needs no file inside."""
        folder = files("sandbox.runners.inside")
        sources = [folder.joinpath(f"{name}.py").read_text(encoding="utf-8") for name in ("supervisor", self.module)]
        given = [folder.joinpath(name).read_text(encoding="utf-8") for name in self.texts]
        return [
            "python3",
            "-I",
            "-c",
            _BOOT,
            *sources,
            main_file,
            function,
            "alone" if alone else "shared",
            *given,
            *self.extra,
        ]


# The supervisor becomes a module that the language's program imports by its name here.
_BOOT = """
import sys, types
supervisor = types.ModuleType("sandbox.runners.inside.supervisor")
sys.modules[supervisor.__name__] = supervisor
texts = [sys.argv.pop(1), sys.argv.pop(1)]
exec(compile(texts[0], "<supervisor>", "exec"), supervisor.__dict__)
exec(compile(texts[1], "<harness>", "exec"), {"__name__": "__main__"})
"""


class HarnessRunner:
    """Implements `sandbox.runners.base.Runner` for any language that has a harness."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness

    async def run_cases(
        self, sandbox: Sandbox, *, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        """Call `function` of `main_file` once for each of `calls`, in order.

        When the code does not load, one `COMPILE_ERROR` result is given for the first call and
        the iteration ends.

        Raises:
            SandboxError: when our own machinery broke.
        """
        async with aclosing(self.results(sandbox, main_file, function, calls)) as results:
            async for result in results:
                yield result

    async def run_programs(
        self, sandbox: Sandbox, *, main_file: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        """Run `main_file` as a program once for each of `calls`, whose text is its standard input; in order.

        A result's value is what the program printed when it ended with status 0.

        Raises:
            SandboxError: when our own machinery broke.
        """
        async with aclosing(self.results(sandbox, main_file, "", calls)) as results:
            async for result in results:
                yield result

    async def results(
        self,
        sandbox: Sandbox,
        main_file: str,
        function: str,
        calls: Sequence[Call],
        started: "StartedHarness | None" = None,
    ) -> AsyncGenerator[CallResult, None]:
        """All results; `started` gives the first ones, until it is spoiled."""
        done = 0
        while done < len(calls):
            if done == 0 and started is not None:
                some = started.results(calls, 0)
            else:
                some = self._one_harness(sandbox, main_file, function, calls, done)
            # Closed with us: a listener that goes early must leave no program running.
            async with aclosing(some) as results:
                async for result in results:
                    done += 1
                    yield result
                    if result.outcome is CallOutcome.COMPILE_ERROR:
                        return

    async def _one_harness(
        self, sandbox: Sandbox, main_file: str, function: str, calls: Sequence[Call], first: int
    ) -> AsyncGenerator[CallResult, None]:
        """Results from `first` on, until all are done or this harness is spoiled; at least one."""
        rest = calls[first:]
        wall_s = self._harness.start_s + sum(_patience_s(call) for call in rest)
        async with (
            self.started(sandbox, main_file, function, wall_s=wall_s, most_calls=len(rest)) as started,
            aclosing(started.results(calls, first)) as results,
        ):
            async for result in results:
                yield result

    @asynccontextmanager
    async def started(
        self, sandbox: Sandbox, main_file: str, function: str, *, wall_s: float, most_calls: int
    ) -> AsyncIterator["StartedHarness"]:
        """A harness for one run of up to `most_calls` within `wall_s`; leaving ends it."""
        # Only where no process but this run's is in its namespace may the harness kill all it sees.
        alone = sandbox.capabilities.provider == "local" and sandbox.capabilities.isolated
        argv = self._harness.argv(main_file, function, alone=alone)
        room = most_calls * (LINE_BYTES + REPORT_BYTES + OUTPUT_BYTES) + LINE_BYTES
        async with sandbox.stream(argv, wall_s=wall_s, cpu_s=math.ceil(wall_s), output_bytes=room) as running:
            yield StartedHarness(running, self._harness.language, is_program=not function)


class StartedHarness:
    """One harness that is ready, or getting so; it serves one run."""

    def __init__(self, running: Running, language: str, *, is_program: bool) -> None:
        self._running, self._language, self._is_program = running, language, is_program
        self._answers = Answers(running)
        self._is_ready = False

    async def ready(self) -> None:
        """Wait until it only waits for its orders.

        Raises:
            SandboxError: when it does not start.
        """
        if self._is_ready:
            return
        try:
            await self._answers.ready()
        except Broken as broken:
            how = await self._running.wait()
            raise SandboxError(
                f"the harness for {self._language} did not start (status {how.code}): {self._answers.complaint}"
            ) from broken
        self._is_ready = True

    async def ended(self) -> None:
        """Wait until it is no more."""
        await self._running.wait()

    async def results(self, calls: Sequence[Call], first: int) -> AsyncGenerator[CallResult, None]:
        """Results from `first` on, until all are done or it is spoiled; at least one."""
        await self.ready()
        for number, call in enumerate(calls[first:], start=first):
            order = {"number": number, "arguments": call.text()}
            order |= {"wall_ms": call.wall_ms, "memory_mb": call.memory_mb}
            await self._running.send(json.dumps(order).encode() + b"\n")
            try:
                # The harness keeps the limit itself; one that is late was stopped by the candidate.
                async with asyncio.timeout(_patience_s(call)):
                    head, report, output = await self._answers.next(number)
            except (Broken, TimeoutError):
                await self._running.kill()
                yield await self._spoiled(call)
                return
            if not self._is_program or head["cause"] == "reported":
                yield result_of_call(call, head, report, output, may_fail_to_load=number == 0)
            else:
                yield result_of_program(call, head, report, output, may_fail_to_load=number == 0)

    async def _spoiled(self, call: Call) -> CallResult:
        how = await self._running.wait()
        if how.oom:
            return CallResult(call.name, CallOutcome.MEMORY_LIMIT, error="the sandbox ran out of memory")
        if how.timed_out:
            return CallResult(call.name, CallOutcome.TIME_LIMIT, error="no result in time")
        return CallResult(
            call.name, CallOutcome.CRASHED, error="the program broke the process that called it; no result can be read"
        )


def _patience_s(call: Call) -> float:
    return _PATIENCE * call.wall_ms / 1000 + _PER_CALL_S
