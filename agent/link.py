"""The pipes' near end: what the agent says goes up until it is acknowledged, the log comes down.

Both FIFOs are open read-write on both sides, so no death closes them; what is in a pipe waits there
for the next server. Every durable event has a number `n` and is kept here until `ack`: after an
`attach` everything later than `acked` is written again.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import orjson
from pydantic import ValidationError

from agent.ports import CallFailed
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.pipes import DOWN_LINE, Ack, Attach, Call, Hello, Ping, Pong, Reply, SignalUp
from protocol.signals import Signal
from protocol.wire import LineReader, LineTooLong, line

log = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
HIGH_WATER = 1024
"""Events waiting for the pipe or for their acknowledgement at which `emit` begins to wait."""

TOGETHER_BYTES = 16 * 1024
"""Bytes that are written together: the server works on them while an agent that has much to say says the rest."""


class Orphaned(Exception):
    """No server has been heard for `orphan_after_s`."""


def event_line(n: int, event: EventBody) -> bytes:
    """The upward line of event `n`.

    Raises:
        LineTooLong: when it does not fit; the event is refused at its source.
    """
    return line(b'{"t":"event","n":%d,"event":%b}' % (n, event.to_json()))


class PipeLink:
    """`agent.ports.Link` over two FIFOs; it lives in one event loop."""

    def __init__(
        self, *, session_id: str, generation: int, up: int, down: int, orphan_after_s: float, read: bytes = b""
    ) -> None:
        """`up` and `down`: the FIFOs, open read-write and non-blocking; `close` closes them.

        `read` is what was already taken from `down`.
        """
        self._session_id, self._generation = session_id, generation
        self._up, self._down = up, down
        self._orphan_after_s = orphan_after_s
        self._epoch = -1
        self._seen = 0
        self._said = 0
        self._unacked: deque[tuple[int, bytes]] = deque()
        self._writing = bytearray()
        self._waiting_to_write = False
        self._gathering = False
        self._closed = False
        self._room = asyncio.Event()
        self._room.set()
        self._calls: dict[int, tuple[str, asyncio.Future[Any]]] = {}
        self._call_id = 0
        self._inbox: deque[Attach | Ping | Envelope] = deque()
        self._arrived = asyncio.Event()
        self._lines = LineReader()
        self._heard = time.monotonic()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(down, self._read)
        self._read_before = read

    def begin(self) -> None:
        """Take what was read before this link existed; call it after the first `said`, if there is one."""
        for raw in self._lines.feed(self._read_before):
            self._take(raw)
        self._read_before = b""

    def said(self, event: EventBody) -> None:
        """Queue an event without waiting for room."""
        self._said += 1
        raw = event_line(self._said, event)
        self._unacked.append((self._said, raw))
        if self._epoch >= 0:
            self._write(raw)
        if len(self._unacked) >= HIGH_WATER:
            self._room.clear()

    async def emit(self, event: EventBody) -> None:
        """Say something durable; waits while too much is unacknowledged."""
        await self._room.wait()
        self.said(event)

    async def settled(self, timeout_s: float) -> bool:
        """Wait until everything said is acknowledged; False when `timeout_s` passed first."""
        deadline = self._loop.time() + timeout_s
        while self._unacked:
            if self._loop.time() >= deadline:
                return False
            await asyncio.sleep(0.005)
        return True

    def signal(self, signal: Signal) -> None:
        """Say something transient; dropped when the pipe is full or no server has attached."""
        if self._epoch < 0 or self._waiting_to_write:
            return
        try:
            self._write(line(SignalUp(signal=signal.model_dump(mode="json")).to_json()))
        except LineTooLong as error:
            log.warning("a signal was dropped", extra={"why": str(error)})

    async def call(self, name: str, args: dict[str, Any] | None = None, *, timeout_s: float = 10.0) -> Any:
        """Ask the server and wait for its reply.

        A call that a dying server never answered is asked again when the next one attaches; the time without any
        server does not count.

        Raises:
            CallFailed: refused, or no answer from a server that was heard `timeout_s` after it was asked.
        """
        self._call_id += 1
        call_id = self._call_id
        answer: asyncio.Future[Any] = self._loop.create_future()
        self._calls[call_id] = (name, answer)
        raw = line(Call(id=call_id, name=name, args=args or {}).to_json())
        try:
            while True:
                epoch, asked = self._epoch, time.monotonic()
                if epoch >= 0:
                    self._write(raw)
                while self._epoch == epoch:
                    done, _ = await asyncio.wait({answer}, timeout=min(timeout_s, 1.0))
                    if done:
                        return answer.result()
                    if self._epoch == epoch and self._heard - asked >= timeout_s:
                        raise CallFailed(name, f"no answer in {timeout_s:.0f} s")
        finally:
            self._calls.pop(call_id, None)

    async def incoming(self) -> AsyncIterator[Attach | Ping | Envelope]:
        """Everything that comes down, in order.

        Raises:
            Orphaned: when no server has been heard for `orphan_after_s`.
        """
        while True:
            while self._inbox:
                yield self._inbox.popleft()
            self._arrived.clear()
            quiet_s = time.monotonic() - self._heard
            if quiet_s >= self._orphan_after_s:
                raise Orphaned
            try:
                async with asyncio.timeout(self._orphan_after_s - quiet_s + 0.01):
                    await self._arrived.wait()
            except TimeoutError:
                continue

    def close(self) -> None:
        """Let go of the pipes."""
        if self._gathering and not self._waiting_to_write:
            self._drain()
        self._closed = True
        self._loop.remove_reader(self._down)
        if self._waiting_to_write:
            self._loop.remove_writer(self._up)
        os.close(self._up)
        os.close(self._down)

    # -- down ------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            chunk = os.read(self._down, READ_BYTES)
        except BlockingIOError:
            return
        self._heard = time.monotonic()
        for raw in self._lines.feed(chunk):
            self._take(raw)

    def _take(self, raw: bytes) -> None:
        try:
            if raw.startswith(b'{"t":"event"'):
                self._take_event(orjson.loads(raw))
                return
            message: Any = DOWN_LINE.validate_json(raw)
        except (ValidationError, ValueError, KeyError):
            log.warning("a line from the server was not understood", extra={"length": len(raw)})
            return
        match message:
            case Ack(n=n):
                self._forget(n)
            case Reply():
                self._answer(message)
            case Ping(at=at):
                self._write(line(Pong(at=at).to_json()))
                self._deliver(message)
            case Attach():
                self._attach(message)

    def _take_event(self, parsed: dict[str, Any]) -> None:
        """The log's next event; most of what comes is this, so it does without a model of the line."""
        if parsed["seq"] > self._seen:
            self._seen = parsed["seq"]
            self._deliver(Envelope.from_parsed(parsed["event"]))

    def _deliver(self, message: Attach | Ping | Envelope) -> None:
        self._inbox.append(message)
        self._arrived.set()

    def _forget(self, n: int) -> None:
        while self._unacked and self._unacked[0][0] <= n:
            self._unacked.popleft()
        if len(self._unacked) < HIGH_WATER // 2:
            self._room.set()

    def _answer(self, reply: Reply) -> None:
        name, answer = self._calls.get(reply.id, ("", None))
        if answer is None or answer.done():
            return
        if reply.error is None:
            answer.set_result(reply.result)
        else:
            answer.set_exception(CallFailed(name, reply.error, reply.code or ""))

    def _attach(self, attach: Attach) -> None:
        """A server begins to read: end any torn line, introduce ourselves, say again what it lacks."""
        torn = bool(self._writing)
        self._writing.clear()
        self._forget(attach.acked)
        self._epoch = attach.epoch
        hello = Hello(
            pid=os.getpid(),
            session_id=self._session_id,
            generation=self._generation,
            epoch=attach.epoch,
            seen=self._seen,
        )
        self._write(b"\n" + line(hello.to_json()))
        if self._unacked:
            self._write(b"".join(raw for _, raw in self._unacked))
        if torn:
            log.info("a line was torn by a change of server", extra={"epoch": attach.epoch})
        self._deliver(attach)

    # -- up --------------------------------------------------------------------------------------

    def _write(self, raw: bytes) -> None:
        """Write at once; what else is said in this turn of the loop goes together, at its end or when it is enough."""
        self._writing += raw
        if self._waiting_to_write or (self._gathering and len(self._writing) < TOGETHER_BYTES):
            return
        if not self._gathering:
            self._gathering = True
            self._loop.call_soon(self._written_together)
        self._drain()

    def _written_together(self) -> None:
        self._gathering = False
        if self._writing and not self._waiting_to_write and not self._closed:
            self._drain()

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self._writing[: os.write(self._up, self._writing)]
        blocked = bool(self._writing)
        if blocked and not self._waiting_to_write:
            self._loop.add_writer(self._up, self._drain)
        elif self._waiting_to_write and not blocked:
            self._loop.remove_writer(self._up)
        self._waiting_to_write = blocked
