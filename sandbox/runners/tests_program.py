"""Runs test files by a program in the sandbox that gets ready first, then takes one order: pytest and Jest.

The program's events and what the tests print come on different pipes, so neither can be mistaken for the other by
accident. A program can be made ready ahead of need; it serves one run, in the state that a fresh one has.
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files

from sandbox.base import Running, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import TestEvent, TestOutcome

_LINE_BYTES, _OUTPUT_BYTES = 256 * 1024, 16 * 1024 * 1024
_READY_S = 20.0
_TAIL_CHARS = 4000
_CHARS = 8000

# Events leave by descriptor 3, which is our standard output; what tests print becomes standard error.
_APART = 'exec 3>&1 1>&2; exec "$@"'


@dataclass(frozen=True, slots=True)
class Program:
    """`command`, the text of `source` (a file of `sandbox.runners.inside`), then the `arguments` to that."""

    language: str
    command: tuple[str, ...]
    source: str
    arguments: tuple[str, ...] = ()

    def argv(self) -> list[str]:
        """The whole argument vector."""
        text = files("sandbox.runners.inside").joinpath(self.source).read_text(encoding="utf-8")
        return ["sh", "-c", _APART, "sh", *self.command, text, *self.arguments]


class ProgramTests:
    """Implements `sandbox.runners.base.TestRunner`; `warmed` is the same in two steps."""

    def __init__(self, program: Program) -> None:
        self._program = program

    async def run_tests(
        self, sandbox: Sandbox, *, paths: Sequence[str] = (), wall_s: float = 60.0
    ) -> AsyncGenerator[TestEvent, None]:
        """Run the tests in `paths`, or all that are found; a result as soon as it is known.

        Closing the generator ends the run.

        Raises:
            SandboxError: when our own machinery broke, or the language is not in the sandbox.
        """
        async with self.warmed(sandbox, idle_s=0, wall_s=wall_s) as warm, aclosing(warm.run_tests(paths)) as events:
            async for event in events:
                yield event

    @asynccontextmanager
    async def warmed(
        self, sandbox: Sandbox, *, idle_s: float = 600.0, wall_s: float = 60.0
    ) -> AsyncIterator["WarmTests"]:
        """A program that gets ready and waits up to `idle_s` for its one run; leaving ends it."""
        async with sandbox.stream(
            self._program.argv(),
            wall_s=_READY_S + idle_s + wall_s,
            cpu_s=round(_READY_S + wall_s),
            output_bytes=_OUTPUT_BYTES,
        ) as running:
            yield WarmTests(running, self._program.language, wall_s=wall_s)


class WarmTests:
    """One program that is ready, or getting so; made by `ProgramTests.warmed`."""

    def __init__(self, running: Running, language: str, *, wall_s: float) -> None:
        self._running, self._language, self._wall_s = running, language, wall_s
        self._events = _Events(running)
        self._is_ready = False

    async def ready(self) -> None:
        """Wait until it only waits for its order.

        Raises:
            SandboxError: when it does not get ready.
        """
        if self._is_ready:
            return
        try:
            async with asyncio.timeout(_READY_S):
                told = await self._events.next()
        except TimeoutError:
            told = None
        if told is None or told.get("ready") is not True:
            await self._running.kill()
            how = await self._running.wait()
            why = self._events.printed.strip()[-_TAIL_CHARS:] or "no message"
            raise SandboxError(f"the tests of {self._language} cannot start (status {how.code}): {why}")
        self._is_ready = True

    async def ended(self) -> None:
        """Wait until the program is no more."""
        await self._running.wait()

    async def run_tests(self, paths: Sequence[str] = ()) -> AsyncGenerator[TestEvent, None]:
        """The one run of this program."""
        await self.ready()
        nonce = secrets.token_hex(16)
        await self._running.send(json.dumps({"paths": list(paths), "nonce": nonce}).encode() + b"\n")
        await self._running.end_input()
        seen = 0
        deadline = asyncio.get_running_loop().time() + self._wall_s
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    told = await self._events.next()
            except TimeoutError:
                await self._running.kill()
                yield TestEvent("", TestOutcome.TIME_LIMIT, error=f"the tests did not end within {self._wall_s:.0f} s")
                return
            if told is not None and told.get("nonce") != nonce:
                continue  # written into the pipe by somebody who was not given the word
            if told is None or "failed" in told:
                yield await self._cut_short(told)
                return
            if "done" in told:
                if not seen:
                    yield TestEvent("", TestOutcome.NOT_LOADED, error="no test was found")
                return
            event = parsed(told)
            if event is not None:
                seen += 1
                yield event

    async def _cut_short(self, told: Mapping[str, object] | None) -> TestEvent:
        if told is not None:
            return TestEvent("", TestOutcome.NOT_LOADED, error=str(told["failed"])[:_CHARS])
        how = await self._running.wait()
        printed = self._events.printed[-_TAIL_CHARS:]
        if how.timed_out:
            return TestEvent("", TestOutcome.TIME_LIMIT, error="the tests did not end in time", output=printed)
        why = "the sandbox ran out of memory" if how.oom else f"the run ended early (status {how.code})"
        return TestEvent("", TestOutcome.CRASHED, error=why, output=printed)


class _Events:
    """The events of a program, one a line; lines that are none are dropped, for anybody may write there."""

    def __init__(self, running: Running) -> None:
        self._chunks = running.output()
        self._buffer = bytearray()
        self._lines: deque[bytes] = deque()
        self.printed = ""

    async def next(self) -> dict[str, object] | None:
        """The next event, or None at the end."""
        while True:
            while self._lines:
                told = _object(self._lines.popleft())
                if told is not None:
                    return told
            # One chunk at a time by hand: an asynchronous loop that a timeout cuts would end the iterator.
            try:
                number, chunk = await anext(self._chunks)
            except StopAsyncIteration:
                return None
            if number == 2:
                self.printed = (self.printed + chunk.decode("utf-8", "replace"))[-_TAIL_CHARS:]
                continue
            self._buffer += chunk
            *whole, rest = bytes(self._buffer).split(b"\n")
            self._lines.extend(whole)
            self._buffer = bytearray(rest if len(rest) <= _LINE_BYTES else b"")


def _object(line: bytes) -> dict[str, object] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def parsed(told: Mapping[str, object]) -> TestEvent | None:
    """The event that a line tells, or None when it is none."""
    name, outcome, ms, line = told.get("name"), told.get("outcome"), told.get("ms", 0), told.get("line")
    if not isinstance(name, str) or outcome not in set(TestOutcome) or not isinstance(ms, int):
        return None

    def text(key: str) -> str | None:
        value = told.get(key)
        return value[:_CHARS] if isinstance(value, str) else None

    return TestEvent(
        name=name[:500],
        outcome=TestOutcome(str(outcome)),
        ms=ms,
        output=text("output") or "",
        error=text("error"),
        expected=text("expected"),
        actual=text("actual"),
        file=text("file"),
        line=line if type(line) is int else None,
    )
