"""What a harness answers, cut out of its output, and what each answer means.

Nothing in it is trusted beyond its own case: it may be written by the program that was called.
"""

import json
import re
import signal
from typing import TypedDict

from sandbox.base import Running
from sandbox.runners.base import Call, CallOutcome, CallResult

LINE_BYTES = 4096
REPORT_BYTES, OUTPUT_BYTES = 8 * 1024 * 1024, 64 * 1024
_ERROR_CHARS = 4000
_OUT_OF_MEMORY = (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP)  # the kernel's way, and two of V8's


class Head(TypedDict):
    """How one call ended, and how many bytes of report and output follow."""

    number: int
    cause: str
    status: int | None
    peak_bytes: int
    ms: int
    report_bytes: int
    output_bytes: int


class Broken(Exception):
    """What came from the harness is not what it writes: it was killed, or somebody wrote into its pipe."""


class Answers:
    """Cuts the harness's output into answers."""

    def __init__(self, running: Running) -> None:
        self._chunks = running.output()
        self._buffer = bytearray()
        self.complaint = ""

    async def ready(self) -> None:
        """Wait until it has started."""
        if json.loads(await self._line()).get("ready") is not True:
            raise Broken

    async def next(self, number: int) -> tuple[Head, bytes, bytes]:
        """The answer to the order of this number."""
        head = _checked_head(await self._line())
        if head["number"] != number or self._buffer[head["report_bytes"] + head["output_bytes"] :]:
            raise Broken  # an answer nobody asked for
        report = await self._take(head["report_bytes"])
        output = await self._take(head["output_bytes"])
        return head, report, output

    async def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > LINE_BYTES:
                raise Broken
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
        raise Broken


def _checked_head(line: bytes) -> Head:
    try:
        head = json.loads(line)
        number, status, report, output = (head[key] for key in ("number", "status", "report_bytes", "output_bytes"))
        whole = all(type(value) is int for value in (number, report, output, head["ms"], head["peak_bytes"]))
        if not whole or not (status is None or type(status) is int) or type(head["cause"]) is not str:
            raise Broken
        if not (0 <= report <= REPORT_BYTES and 0 <= output <= OUTPUT_BYTES):
            raise Broken
    except (ValueError, KeyError, TypeError, RecursionError) as bad:
        raise Broken from bad
    return Head(
        number=number,
        cause=head["cause"],
        status=status,
        peak_bytes=head["peak_bytes"],
        ms=head["ms"],
        report_bytes=report,
        output_bytes=output,
    )


def result_of_call(call: Call, head: Head, report: bytes, output: bytes, *, may_fail_to_load: bool) -> CallResult:
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


def _beyond(call: Call, head: Head, printed: str) -> CallResult | None:
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


def result_of_program(call: Call, head: Head, report: bytes, output: bytes, *, may_fail_to_load: bool) -> CallResult:
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


def _unreported(call: Call, head: Head) -> tuple[CallOutcome, str]:
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
