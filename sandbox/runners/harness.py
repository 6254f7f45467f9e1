"""Runs cases by a supervisor in the sandbox, which starts one child per call: what all languages share.

Nothing that comes back is trusted beyond its own case: a program that kills the supervisor, or writes into its
pipe, loses the case, and the next call gets a fresh one.
"""

import asyncio
import json
import math
import re
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib.resources import files
from typing import TypedDict

from sandbox.base import Running, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Call, CallOutcome, CallResult

_LINE_BYTES = 4096
_REPORT_BYTES, _OUTPUT_BYTES = 8 * 1024 * 1024, 64 * 1024
_PER_CALL_S = 5.0
_PATIENCE = 10  # the supervisor's: a call that others keep from the processor has more time
_ERROR_CHARS = 4000
_OUT_OF_MEMORY = (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP)  # the kernel's way, and two of V8's


class _Head(TypedDict):
    number: int
    cause: str
    status: int | None
    peak_bytes: int
    ms: int
    report_bytes: int
    output_bytes: int


class _Broken(Exception):
    """What came from the harness is not what it writes: it was killed, or somebody wrote into its pipe."""


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
        async with aclosing(self._all(sandbox, main_file, function, calls)) as results:
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
        async with aclosing(self._all(sandbox, main_file, "", calls)) as results:
            async for result in results:
                yield result

    async def _all(
        self, sandbox: Sandbox, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        done = 0
        while done < len(calls):
            # Closed with us: a listener that goes early must leave no program running.
            async with aclosing(self._one_harness(sandbox, main_file, function, calls, done)) as results:
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
        wall_s = self._harness.start_s + sum(_PATIENCE * call.wall_ms / 1000 + _PER_CALL_S for call in rest)
        # Only where no process but this run's is in its namespace may the harness kill all it sees.
        alone = sandbox.capabilities.provider == "local" and sandbox.capabilities.isolated
        argv = self._harness.argv(main_file, function, alone=alone)
        room = len(rest) * (_LINE_BYTES + _REPORT_BYTES + _OUTPUT_BYTES) + _LINE_BYTES
        async with sandbox.stream(argv, wall_s=wall_s, cpu_s=math.ceil(wall_s), output_bytes=room) as running:
            answers = _Answers(running)
            try:
                await answers.ready()
            except _Broken as broken:
                how = await running.wait()
                raise SandboxError(
                    f"the harness for {self._harness.language} did not start (status {how.code}): {answers.complaint}"
                ) from broken
            for number, call in enumerate(rest, start=first):
                order = {"number": number, "arguments": call.text()}
                order |= {"wall_ms": call.wall_ms, "memory_mb": call.memory_mb}
                await running.send(json.dumps(order).encode() + b"\n")
                try:
                    # The harness keeps the limit itself; one that is late was stopped by the candidate.
                    async with asyncio.timeout(_PATIENCE * call.wall_ms / 1000 + _PER_CALL_S):
                        head, report, output = await answers.next(number)
                except (_Broken, TimeoutError):
                    await running.kill()
                    yield await self._spoiled(running, call)
                    return
                if function or head["cause"] == "reported":
                    yield _result(call, head, report, output, may_fail_to_load=number == 0)
                else:
                    yield _ended(call, head, report, output, may_fail_to_load=number == 0)

    async def _spoiled(self, running: Running, call: Call) -> CallResult:
        how = await running.wait()
        if how.oom:
            return CallResult(call.name, CallOutcome.MEMORY_LIMIT, error="the sandbox ran out of memory")
        if how.timed_out:
            return CallResult(call.name, CallOutcome.TIME_LIMIT, error="no result in time")
        return CallResult(
            call.name, CallOutcome.CRASHED, error="the program broke the process that called it; no result can be read"
        )


class _Answers:
    """Cuts the harness's output into answers."""

    def __init__(self, running: Running) -> None:
        self._chunks = running.output()
        self._buffer = bytearray()
        self.complaint = ""

    async def ready(self) -> None:
        """Wait until it has started."""
        if json.loads(await self._line()).get("ready") is not True:
            raise _Broken

    async def next(self, number: int) -> tuple[_Head, bytes, bytes]:
        """The answer to the order of this number."""
        head = _checked_head(await self._line())
        if head["number"] != number or self._buffer[head["report_bytes"] + head["output_bytes"] :]:
            raise _Broken  # an answer nobody asked for
        report = await self._take(head["report_bytes"])
        output = await self._take(head["output_bytes"])
        return head, report, output

    async def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LINE_BYTES:
                raise _Broken
            await self._more()
        return await self._take(end + 1)

    async def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            await self._more()
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    async def _more(self) -> None:
        async for fd, chunk in self._chunks:
            if fd == 1:
                self._buffer += chunk
                return
            self.complaint = (self.complaint + chunk.decode("utf-8", "replace"))[-_ERROR_CHARS:]
        raise _Broken


def _checked_head(line: bytes) -> _Head:
    try:
        head = json.loads(line)
        number, status, report, output = (head[key] for key in ("number", "status", "report_bytes", "output_bytes"))
        whole = all(type(value) is int for value in (number, report, output, head["ms"], head["peak_bytes"]))
        if not whole or not (status is None or type(status) is int) or type(head["cause"]) is not str:
            raise _Broken
        if not (0 <= report <= _REPORT_BYTES and 0 <= output <= _OUTPUT_BYTES):
            raise _Broken
    except (ValueError, KeyError, TypeError, RecursionError) as bad:
        raise _Broken from bad
    return _Head(
        number=number,
        cause=head["cause"],
        status=status,
        peak_bytes=head["peak_bytes"],
        ms=head["ms"],
        report_bytes=report,
        output_bytes=output,
    )


def _result(call: Call, head: _Head, report: bytes, output: bytes, *, may_fail_to_load: bool) -> CallResult:
    """What an answer means. The report is the candidate's own word: it can only be wrong about its own case."""
    printed, ms = output.decode("utf-8", "replace"), head["ms"]
    beyond = _beyond(call, head, printed)
    if beyond is not None:
        return beyond
    told = _parsed(report)
    if told is None:
        outcome, error = _unreported(call, head)
        if report and outcome is CallOutcome.CRASHED:
            error = "the program wrote into the pipe of its result; no result can be read"
        return CallResult(call.name, outcome, error=error, output=printed, ms=ms)
    if told["kind"] == "returned":
        return CallResult(call.name, CallOutcome.RETURNED, value=told["value"], output=printed, ms=ms)
    if told["kind"] == "memory":
        error = f"more than {call.memory_mb} MB of memory"
        return CallResult(call.name, CallOutcome.MEMORY_LIMIT, error=error, output=printed, ms=ms)
    unloaded = told["kind"] == "unloaded" and may_fail_to_load
    return CallResult(
        call.name,
        CallOutcome.COMPILE_ERROR if unloaded else CallOutcome.RAISED,
        error_type=told["error_type"],
        error_bases=tuple(told["error_bases"]),
        error=told["error"],
        line=told["line"],
        output=printed,
        ms=ms,
    )


def _beyond(call: Call, head: _Head, printed: str) -> CallResult | None:
    """The result of a call that went beyond a limit."""
    if head["cause"] == "time":
        error = f"no result within {call.wall_ms} ms"
        return CallResult(call.name, CallOutcome.TIME_LIMIT, error=error, output=printed, ms=head["ms"])
    if head["cause"] == "memory":
        error = f"more than {call.memory_mb} MB of memory"
        return CallResult(call.name, CallOutcome.MEMORY_LIMIT, error=error, output=printed, ms=head["ms"])
    if head["cause"] in ("output", "result"):
        what = "it printed more than 1 MiB" if head["cause"] == "output" else "its result has more than 8 MiB"
        return CallResult(call.name, CallOutcome.OUTPUT_LIMIT, error=what, output=printed, ms=head["ms"])
    return None


_SYNTAX = re.compile(r"^(?:SyntaxError|IndentationError|TabError): ", re.MULTILINE)


def _ended(call: Call, head: _Head, report: bytes, output: bytes, *, may_fail_to_load: bool) -> CallResult:
    """What the end of a program means: its report is what it printed, its output what it complained of."""
    said, ms = output.decode("utf-8", "replace"), head["ms"]
    beyond = _beyond(call, head, said)
    if beyond is not None:
        return beyond
    if head["status"] == 0:
        value = report.decode("utf-8", "surrogateescape")
        return CallResult(call.name, CallOutcome.RETURNED, value=value, output=said, ms=ms)
    outcome, error = _unreported(call, head)
    if outcome is CallOutcome.CRASHED:
        error = f"{error}\n{said[-_ERROR_CHARS:]}".strip()
        if "MemoryError" in said.splitlines()[-1:]:
            outcome = CallOutcome.MEMORY_LIMIT
        elif may_fail_to_load and _SYNTAX.search(said):
            outcome = CallOutcome.COMPILE_ERROR
    return CallResult(call.name, outcome, error=error, output=said, ms=ms)


class _Told(TypedDict):
    kind: str
    value: str
    error_type: str
    error_bases: list[str]
    error: str
    line: int | None


def _parsed(report: bytes) -> _Told | None:
    """The child's report, or None when it is none."""
    try:
        raw = json.loads(report)
        if not isinstance(raw, dict) or raw.get("kind") not in ("returned", "raised", "unloaded", "memory"):
            return None
        bases, line = raw.get("error_bases", []), raw.get("line")
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(raw.get("value", ""), str) or not isinstance(bases, list):
        return None
    if not all(isinstance(base, str) for base in bases):
        return None
    return _Told(
        kind=raw["kind"],
        value=raw.get("value", "null"),
        error_type=str(raw.get("error_type", ""))[:200],
        error_bases=[base[:200] for base in bases[:50]],
        error=str(raw.get("error", ""))[:_ERROR_CHARS],
        line=line if type(line) is int else None,
    )


def _unreported(call: Call, head: _Head) -> tuple[CallOutcome, str]:
    """A child that ended without a report: what its end says."""
    status = head["status"]
    if status is None:
        return CallOutcome.CRASHED, "the program ended before it returned"
    number = status & 0x7F
    if number == 0:
        return CallOutcome.CRASHED, f"the program ended before it returned (exit status {status >> 8})"
    if (
        number in (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP)
        and head["peak_bytes"] >= call.memory_mb * 1024 * 1024
    ):
        return CallOutcome.MEMORY_LIMIT, f"more than {call.memory_mb} MB of memory"
    if number == signal.SIGXCPU:
        return CallOutcome.TIME_LIMIT, f"no result within {call.wall_ms} ms"
    hint = "; a recursion that is too deep often ends so" if number == signal.SIGSEGV else ""
    return CallOutcome.CRASHED, f"the program was ended by {_name(number)} before it returned{hint}"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
