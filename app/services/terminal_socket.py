"""One connection to a terminal: a cursor on its output going down, keys and sizes coming up."""

import asyncio
import contextlib
from typing import Protocol

from pydantic import ValidationError

from app.core.errors import AppError
from app.core.tasks import TaskScope
from app.models.terminals import control_frame
from app.services.access import Action, Caller
from app.services.interview_service import actor_of
from app.services.session_host import SessionHost
from app.services.terminal_service import TerminalService
from app.services.terminal_shell import WINDOW, Shell
from app.services.websocket_service import Closed, Throttle
from protocol.frames import CLOSE_DONE, CLOSE_TOO_MANY, MAX_FRAME
from protocol.terminal import (
    CLOSE_NOT_NOW,
    CLOSE_UNAVAILABLE,
    CONTROL_FRAME,
    Acknowledged,
    Beat,
    ControlFrame,
    End,
    Resize,
)
from protocol.values import Actor, utc_ms
from sandbox.errors import SandboxError

PIECE = 64 * 1024


class TerminalSocket(Protocol):
    """What this service needs of a connection, whatever serves it."""

    async def receive(self) -> str | bytes:
        """The next message.

        Raises:
            Closed: when there will be none.
        """

    async def send(self, frame: bytes) -> None:
        """Send one JSON frame as text."""

    async def send_bytes(self, chunk: bytes) -> None:
        """Send one binary frame; waits while the peer does not take more."""

    async def close(self, code: int, reason: str) -> None:
        """Close politely."""


class TerminalConnection:
    """Somebody at a terminal; implements `terminal_shell.Watcher`."""

    def __init__(
        self,
        socket: TerminalSocket,
        *,
        host: SessionHost,
        caller: Caller,
        terminals: TerminalService,
        frames_per_second: int,
        acknowledges: bool,
    ) -> None:
        """`acknowledges`: the page says what it has drawn, and gets no more than a window ahead of that."""
        self._socket, self._host, self._terminals = socket, host, terminals
        self._actor = actor_of(caller.role, otherwise=Actor.CANDIDATE)
        self._throttle = Throttle(frames_per_second)
        self._acknowledges = acknowledges
        self._acknowledged = self._sent = 0
        self._woken = asyncio.Event()
        self._told_size = (0, 0)
        self._tasks = TaskScope()
        self.writes = caller.may(Action.TYPE)
        self.at = 0

    def wake(self) -> None:
        """There is more, or an end, or another size."""
        self._woken.set()

    async def serve(self, name: str, *, rows: int | None, columns: int | None) -> None:
        """Run the connection to its end."""
        try:
            shell = await self._entered(name, rows=rows, columns=columns)
        except AppError as error:
            await self._socket.send(control_frame("error", code=error.code, message=str(error)))
            code = CLOSE_UNAVAILABLE if error.status >= 500 else CLOSE_NOT_NOW
            await self._socket.close(code, str(error))
            return
        try:
            self._tasks.start(self._send_output(shell), name="output to a connection")
            while True:
                await self._take(shell, await self._socket.receive())
        except Closed:
            return
        finally:
            shell.watchers.discard(self)
            shell.progressed()
            self._terminals.left(self._host, shell)
            await self._tasks.close()

    async def _entered(self, name: str, *, rows: int | None, columns: int | None) -> Shell:
        shell = self._terminals.find(self._host, name)
        shell.watchers.add(self)
        try:
            if self.writes:
                if not shell.started:
                    await self._terminals.open(
                        self._host, shell, rows=rows or shell.rows, columns=columns or shell.columns, actor=self._actor
                    )
                await shell.resize(rows or shell.rows, columns or shell.columns, actor=self._actor)
        except BaseException:
            shell.watchers.discard(self)
            self._terminals.left(self._host, shell)
            raise
        self.at = shell.ring.scrollback()
        return shell

    # -- down --------------------------------------------------------------------------------------------

    async def _send_output(self, shell: Shell) -> None:
        with contextlib.suppress(Closed):
            self._told_size = (shell.rows, shell.columns)
            await self._socket.send(
                control_frame(
                    "ready",
                    terminal=shell.name,
                    open=shell.started,
                    writable=self.writes,
                    rows=shell.rows,
                    columns=shell.columns,
                    scrollback=shell.ring.head - self.at,
                    missed=self.at,
                )
            )
            while True:
                self._woken.clear()
                if await self._sent_some(shell):
                    continue
                if shell.ended.is_set() and self.at >= shell.ring.head:
                    await self._socket.send(control_frame("exited"))
                    await self._socket.close(CLOSE_DONE, "the shell has ended")
                    return
                await self._woken.wait()

    async def _sent_some(self, shell: Shell) -> bool:
        """Send what is next; False when there is nothing, or the page has not drawn enough yet."""
        if self._told_size != (shell.rows, shell.columns):
            self._told_size = (shell.rows, shell.columns)
            await self._socket.send(control_frame("resized", rows=shell.rows, columns=shell.columns))
        ring = shell.ring
        if self.at < ring.start:
            missed, self.at = ring.start - self.at, ring.start
            await self._socket.send(control_frame("gap", bytes=missed))
            return True
        if self.at >= ring.head or (self._acknowledges and self._sent - self._acknowledged >= WINDOW):
            return False
        chunk = ring.slice(self.at, PIECE)
        # Counted before it is sent: the ring may move on while the peer makes us wait.
        self.at += len(chunk)
        self._sent += len(chunk)
        await self._socket.send_bytes(chunk)
        shell.progressed()
        return True

    # -- up ----------------------------------------------------------------------------------------------

    async def _take(self, shell: Shell, raw: str | bytes) -> None:
        if len(raw) > MAX_FRAME:
            await self._refuse("frame_too_large", f"a frame may have {MAX_FRAME} bytes; send less at once")
            return
        frame = await self._parsed(raw) if isinstance(raw, str) else None
        if isinstance(frame, Acknowledged):
            # As many as there is output: these are not slowed down, or the output would be.
            self._acknowledged = min(max(frame.through, self._acknowledged), self._sent)
            self.wake()
            return
        await self._slow_down()
        if isinstance(raw, str):
            if frame is not None:
                await self._obey(shell, frame)
        elif not self.writes:
            await self._refuse("read_only", "this connection may look at the terminal, not type")
        elif not shell.type(raw, actor=self._actor):
            await self._refuse("input_full", "the program does not read what is typed; wait, or interrupt it")

    async def _slow_down(self) -> None:
        wait_s = self._throttle.wait_s()
        if not wait_s:
            return
        if self._throttle.flooded:
            await self._refuse("too_many_frames", "too many frames for too long; reconnect and send fewer")
            await self._socket.close(CLOSE_TOO_MANY, "too many frames")
            raise Closed
        await asyncio.sleep(wait_s)

    async def _parsed(self, raw: str) -> ControlFrame | None:
        try:
            return CONTROL_FRAME.validate_json(raw)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            await self._refuse("invalid_frame", f"{where}: {first['msg']}".lstrip(": "))
            return None

    async def _obey(self, shell: Shell, frame: ControlFrame) -> None:
        match frame:
            case Beat():
                if self.writes:
                    # A page that is there keeps the sandbox awake, also while nothing is typed.
                    self._terminals.touch(self._host)
                await self._socket.send(control_frame("heartbeat", server_time=utc_ms(), through=self.at))
            case Resize() | End() if not self.writes:
                await self._refuse("read_only", "this connection may look at the terminal, not change it")
            case Resize(rows=rows, columns=columns):
                try:
                    await shell.resize(rows, columns, actor=self._actor)
                except SandboxError as error:
                    await self._refuse(error.code, str(error))
            case End():
                await shell.close()

    async def _refuse(self, code: str, message: str) -> None:
        await self._socket.send(control_frame("error", code=code, message=message))
