"""The pipes' far end: one pair of FIFOs for one run of an agent.

What comes up is read in chunks, checked, committed, and only then acknowledged; what is in a pipe
when a server dies is read by the next one. The log goes down from wherever the agent has read to.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from app.core.errors import AppError
from app.core.tasks import TaskScope
from app.models.event_log import Batch, Fenced, LogUnavailable, StaleOwner
from protocol.facts import EventBody
from protocol.pipes import UP_LINE, Ack, AgentSaid, Attach, Call, Hello, Ping, Pong, Reply, SignalUp, UpLine, log_line
from protocol.values import Actor
from protocol.wire import LineReader, line

log = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
SMALL_PIPE_BYTES = 16 * 1024
F_SETPIPE_SZ = 1031
WAITING_LINES = 4096
RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)

CANONICAL = re.compile(
    rb'\{"t":"event","n":\d+,"event":'
    rb'(?=\{"event_type":"[a-z_]+","v":\d+,"actor":"(?:agent|assistant)","audience":"[a-z]+"[,}])'
)


@dataclass(frozen=True, slots=True)
class Names:
    """Where the two FIFOs of one run are."""

    up: Path
    down: Path
    record: Path

    @classmethod
    def of(cls, folder: Path, session_id: str, generation: int) -> "Names":
        """The names in `folder`."""
        stem = f"{session_id}.{generation}"
        return cls(up=folder / f"{stem}.up", down=folder / f"{stem}.down", record=folder / f"{stem}.json")

    def make(self) -> None:
        """Create the FIFOs, mode 0600, where they do not exist yet."""
        self.up.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (self.up, self.down):
            with contextlib.suppress(FileExistsError):
                os.mkfifo(path, 0o600)

    def remove(self) -> None:
        """Delete them and the record of the run."""
        for path in (self.up, self.down, self.record):
            path.unlink(missing_ok=True)


class Listener(Protocol):
    """Who a pipe belongs to."""

    async def agent_said(self, events: Sequence[tuple[EventBody, bytes]], *, generation: int, acked: int) -> None:
        """Commit events; raises what the log raises."""

    async def agent_called(self, name: str, args: dict[str, Any]) -> Any:
        """Answer a call."""

    def agent_signalled(self, signal: dict[str, Any]) -> None:
        """Show a signal to who is connected."""

    def agent_attached(self, hello: Hello) -> None:
        """The agent answered; its clock may run."""

    def storage_trouble(self, error: Exception | None) -> None:
        """The log cannot be written (None: it can again)."""

    def follow(self, after: int) -> Any:
        """The session's whole log from `after`: an async iterator of `Batch`."""


class AgentPipe:
    """Both FIFOs of one run, from the server's side."""

    def __init__(self, names: Names, *, generation: int, acked: int, epoch: int, listener: Listener) -> None:
        """`acked`: the last event number of this generation that is committed; `epoch` is new for each reader."""
        self.names, self.generation = names, generation
        self._acked, self._epoch, self._listener = acked, epoch, listener
        self._up = self._open(names.up)
        self._down = self._open(names.down)
        self._loop = asyncio.get_running_loop()
        self._reader = LineReader()
        self._waiting: list[tuple[UpLine, bytes]] = []
        """What was read, checked, and not yet taken: checking goes on while a commit is awaited."""
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._reading = True
        self._outbox = bytearray()
        self._sent = asyncio.Event()
        self._sent.set()
        self._blocked = False
        self._closed = False
        self._tasks = TaskScope()
        self._follower: asyncio.Task[None] | None = None
        self.hello: Hello | None = None
        self.heard_at = time.monotonic()
        self.dropped = 0
        self._loop.add_reader(self._up, self._readable)
        self._tasks.start(self._take_lines(), name=f"pipe {names.up.name}")

    @staticmethod
    def _open(path: Path) -> int:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        if os.geteuid():
            fcntl.fcntl(descriptor, F_SETPIPE_SZ, SMALL_PIPE_BYTES)
        return descriptor

    def attach(self, *, head: int, elapsed_ms: int, running: bool) -> None:
        """Tell the agent, present or future, that this server reads from now on.

        The newline ends what a server that died in the middle of a line left in the pipe.
        """
        attach = Attach(epoch=self._epoch, acked=self._acked, head=head, elapsed_ms=elapsed_ms, running=running)
        self._send(b"\n" + line(attach.to_json()) if self._epoch > 1 else _line(attach))

    def ping(self, *, elapsed_ms: int, running: bool) -> None:
        """Ask for a sign of life; left out while the agent does not even read."""
        if not self._blocked:
            self._send(_line(Ping(at=int(time.monotonic() * 1000), elapsed_ms=elapsed_ms, running=running)))

    def silent_s(self) -> float:
        """Seconds since the agent last said anything."""
        return time.monotonic() - self.heard_at

    async def drain(self) -> None:
        """Commit everything that a dead agent left in its pipe."""
        self._idle.clear()
        self._readable()
        self._arrived.set()
        await self._idle.wait()

    async def close(self) -> None:
        """Stop reading and writing; the FIFOs stay on disk."""
        if self._closed:
            return
        self._drain()
        self._closed = True
        self._stop_reading()
        if self._blocked:
            self._loop.remove_writer(self._down)
        await self._tasks.close()
        os.close(self._up)
        os.close(self._down)

    # -- up ----------------------------------------------------------------------------------------

    def _stop_reading(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._up)

    def _readable(self) -> None:
        if self._closed:
            return
        try:
            chunk = os.read(self._up, READ_BYTES)
        except BlockingIOError:
            return
        self.heard_at = time.monotonic()
        for raw in self._reader.feed(chunk):
            try:
                self._waiting.append((UP_LINE.validate_json(raw), raw))
            except ValidationError as error:
                self._drop(raw, error)
        self._arrived.set()
        if len(self._waiting) > WAITING_LINES:
            self._stop_reading()

    async def _take_lines(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            self._idle.clear()
            while self._waiting:
                messages, self._waiting = self._waiting, []
                if not await self._take(messages):
                    self._stop_reading()
                    return
                if not self._reading and not self._closed:
                    self._reading = True
                    self._loop.add_reader(self._up, self._readable)
            self._idle.set()

    async def _take(self, messages: list[tuple[UpLine, bytes]]) -> bool:
        """Commit and answer what was said; False when this run is fenced off."""
        said: list[tuple[EventBody, bytes]] = []
        last = self._acked
        for message, raw in messages:
            match message:
                case AgentSaid(n=n, event=event):
                    if self.hello is None or n <= last:
                        continue
                    if n != last + 1:
                        # A line between was refused as garbage; waiting for it would hold up the rest for ever.
                        log.error("an event number was skipped", extra={"n": n, "expected": last + 1})
                    last = n
                    if event.actor not in (Actor.AGENT, Actor.ASSISTANT):
                        log.error("an agent spoke for somebody else", extra={"actor": event.actor})
                        event = event.model_copy(update={"actor": Actor.AGENT})
                        said.append((event, event.to_json()))
                        continue
                    match_ = CANONICAL.match(raw)
                    body = raw[match_.end() : -1] if match_ else event.to_json()
                    said.append((event, body))
                case Hello():
                    if message.epoch == self._epoch and message.generation == self.generation:
                        self._greet(message)
                case Call():
                    if said and not await self._commit(said, last):
                        return False
                    said = []
                    self._tasks.start(self._answer(message), name=f"call {message.name}")
                case SignalUp(signal=signal):
                    self._listener.agent_signalled(signal)
                case Pong():
                    pass
        return await self._commit(said, last) if said else True

    def _drop(self, raw: bytes, error: ValidationError) -> None:
        """Garbage harms nobody: it is counted and left out."""
        self.dropped += 1
        first = error.errors(include_input=False, include_url=False)[0]
        log.warning("a line of an agent was refused", extra={"length": len(raw), "why": first["msg"]})

    def _greet(self, hello: Hello) -> None:
        if self.hello is not None:
            return
        self.hello = hello
        self._follower = self._tasks.start(self._send_log(hello.seen), name=f"log to {self.names.down.name}")
        self._listener.agent_attached(hello)

    async def _commit(self, said: list[tuple[EventBody, bytes]], last: int) -> bool:
        """Store and acknowledge; while the log is unavailable try again, and let the pipe fill."""
        attempt = 0
        while True:
            try:
                await self._listener.agent_said(said, generation=self.generation, acked=last)
            except LogUnavailable as error:
                self._listener.storage_trouble(error)
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                attempt += 1
                continue
            except (Fenced, StaleOwner) as error:
                log.warning("a run of an agent is fenced off", extra={"generation": self.generation, "why": str(error)})
                return False
            if attempt:
                self._listener.storage_trouble(None)
            self._acked = last
            self._send(b'{"t":"ack","n":%d}\n' % last)
            return True

    async def _answer(self, call: Call) -> None:
        try:
            reply = Reply(id=call.id, result=await self._listener.agent_called(call.name, call.args))
        except AppError as error:
            reply = Reply(id=call.id, error=str(error), code=error.code)
        except Exception as error:
            log.exception("a call of an agent failed", extra={"call": call.name})
            reply = Reply(id=call.id, error=f"the server failed: {type(error).__name__}", code=AppError.code)
        self._send(_line(reply))

    # -- down ----------------------------------------------------------------------------------------

    async def _send_log(self, seen: int) -> None:
        batch: Batch
        async for batch in self._listener.follow(seen):
            self._send(b"".join(log_line(stored.seq, stored.frame) for stored in batch.events))
            await self._sent.wait()

    def _send(self, raw: bytes) -> None:
        """Write at the end of this turn of the loop, with what else is sent in it: the agent wakes up once."""
        if self._closed or not raw:
            return
        if not self._outbox:
            self._sent.clear()
            self._loop.call_soon(self._drain)
        self._outbox += raw

    def _drain(self) -> None:
        if self._closed:
            return
        with contextlib.suppress(BlockingIOError):
            del self._outbox[: os.write(self._down, self._outbox)]
        blocked = bool(self._outbox)
        if blocked and not self._blocked:
            self._loop.add_writer(self._down, self._drain)
        elif self._blocked and not blocked:
            self._loop.remove_writer(self._down)
        self._blocked = blocked
        if not blocked:
            self._sent.set()


def _line(message: Attach | Ack | Ping | Reply) -> bytes:
    return line(message.to_json())
