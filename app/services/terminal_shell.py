"""One terminal: a shell inside, its newest output, and everybody who looks at it."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from app.core.tasks import TaskScope
from app.services.session_host import SessionHost
from app.services.terminal_record import Recorder
from app.services.terminal_ring import Ring
from protocol.values import Actor
from sandbox.base import Sandbox, Terminal
from sandbox.errors import SandboxError

log = logging.getLogger(__name__)

SCROLLBACK = 256 * 1024
WINDOW = SCROLLBACK - 64 * 1024
"""Bytes by which a writer may be behind before the programs have to wait."""
UNWATCHED_PER_S = 1024 * 1024
"""How fast output is read that no writer sees: nobody waits for it, and it shall cost little."""
TYPED_AHEAD = 1024 * 1024
PIECE = 4096
INTERRUPT = b"\x03"
LAST_WORDS_S = 2.0


class Watcher(Protocol):
    """Who looks at a terminal."""

    writes: bool
    at: int
    """The offset up to which it has been served."""

    def wake(self) -> None:
        """There is more, or an end, or another size."""


class Shell:
    """A login shell that lives on when those who look at it go away, and ends with the sandbox.

    Output is read only as fast as the slowest writer takes it; who only looks on is never waited for.
    """

    def __init__(
        self,
        host: SessionHost,
        name: str,
        recorder: Recorder,
        *,
        on_traffic: Callable[[], None],
        on_end: Callable[["Shell"], None],
    ) -> None:
        self.name = name
        self.ring = Ring(SCROLLBACK)
        self.watchers: set[Watcher] = set()
        self.rows, self.columns = 24, 80
        self.ended = asyncio.Event()
        self._host, self._recorder = host, recorder
        self._on_traffic, self._on_end = on_traffic, on_end
        self._terminal: Terminal | None = None
        self._typed: deque[tuple[bytes, Actor]] = deque()
        self._typed_bytes = 0
        self._more_typed, self._progressed = asyncio.Event(), asyncio.Event()
        self._tasks = TaskScope()
        self._traffic_at = 0.0

    @property
    def started(self) -> bool:
        """Whether there is a shell; who only looks on may be here before it."""
        return self._terminal is not None

    async def start(self, sandbox: Sandbox, *, rows: int, columns: int, actor: Actor) -> None:
        """Open the terminal.

        Raises:
            SandboxError: when it cannot be opened.
        """
        self.rows, self.columns = rows, columns
        self._terminal = await sandbox.open_terminal(rows=rows, columns=columns)
        self._recorder.resized(rows, columns, actor=actor)
        await self._recorder.flush()
        self._tasks.start(self._read(self._terminal), name="output of a terminal")
        self._tasks.start(self._type(self._terminal), name="input of a terminal")
        self._tasks.start(self._recorder.run(), name="recording of a terminal")
        self._wake()

    async def close(self) -> None:
        """End the shell and what it started."""
        if self._terminal is not None:
            with contextlib.suppress(SandboxError):
                await self._terminal.close()
            # What it said last is still read and recorded, unless a writer holds that up.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), LAST_WORDS_S)
        await self._tasks.close()
        self._end()

    def _end(self) -> None:
        if not self.ended.is_set():
            self.ended.set()
            self._on_end(self)
            self._wake()

    # -- in ----------------------------------------------------------------------------------------------

    def type(self, chunk: bytes, *, actor: Actor) -> bool:
        """Type for somebody; False when more waits already than is taken."""
        if chunk == INTERRUPT:
            # As a terminal flushes its input queue: what was typed ahead is not meant any more.
            self._typed.clear()
            self._typed_bytes = 0
        if self._typed_bytes + len(chunk) > TYPED_AHEAD:
            return False
        for start in range(0, len(chunk), PIECE):
            self._typed.append((chunk[start : start + PIECE], actor))
        self._typed_bytes += len(chunk)
        self._more_typed.set()
        return True

    async def resize(self, rows: int, columns: int, *, actor: Actor) -> None:
        """The window of a writer has this size now."""
        if self._terminal is None or (rows, columns) == (self.rows, self.columns):
            return
        self.rows, self.columns = rows, columns
        await self._terminal.resize(rows, columns)
        self._recorder.resized(rows, columns, actor=actor)
        self._wake()

    async def _type(self, terminal: Terminal) -> None:
        try:
            while True:
                while self._typed:
                    piece, actor = self._typed.popleft()
                    self._typed_bytes -= len(piece)
                    shown = await terminal.echo()
                    await terminal.write(piece)
                    self._recorder.input(piece, shown=shown, actor=actor)
                    self._traffic()
                self._more_typed.clear()
                await self._more_typed.wait()
        except SandboxError as error:
            # What reads the output meets the same, and ends the terminal.
            log.info("a terminal takes no input", extra={"session": self._host.session_id, "why": str(error)})

    # -- out ---------------------------------------------------------------------------------------------

    def progressed(self) -> None:
        """Somebody took output, or left."""
        self._progressed.set()

    async def _read(self, terminal: Terminal) -> None:
        try:
            while chunk := await terminal.read():
                self.ring.append(chunk)
                self._recorder.output(chunk)
                self._traffic()
                self._wake()
                await self._pace(len(chunk))
        except SandboxError as error:
            log.info("a terminal was lost", extra={"session": self._host.session_id, "why": str(error)})
        with contextlib.suppress(SandboxError):
            await terminal.close()
        await self._recorder.finish()
        self._end()
        await self._tasks.close()

    async def _pace(self, size_bytes: int) -> None:
        """Wait while a writer is too far behind; without writers, as long as the bytes may take."""
        if not any(watcher.writes for watcher in self.watchers):
            await asyncio.sleep(size_bytes / UNWATCHED_PER_S)
            return
        while any(watcher.writes and self.ring.head - watcher.at > WINDOW for watcher in self.watchers):
            self._progressed.clear()
            await self._progressed.wait()

    def _wake(self) -> None:
        for watcher in self.watchers:
            watcher.wake()

    def _traffic(self) -> None:
        now = time.monotonic()
        if now - self._traffic_at > 1.0:
            self._traffic_at = now
            self._on_traffic()
