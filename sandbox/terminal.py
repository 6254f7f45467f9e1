"""A login shell on a pseudo-terminal: our end of it, without a thread and without a buffer of our own.

What nobody reads stays in the kernel, a few KiB, and makes the programs inside wait.
"""

import asyncio
import errno
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from sandbox.child import Child, Launch

_CHUNK = 64 * 1024
_TIOCGSID = 0x5429  # unknown to Python's termios; one number on x86 and ARM
_MOST = 0xFFFF  # rows and columns are unsigned shorts (tty_ioctl(4))


class LocalTerminal:
    """Implements `sandbox.base.Terminal`. Make it with `open_terminal`, and `close` it in every case."""

    def __init__(
        self,
        launch: AbstractContextManager[Launch],
        *,
        rows: int,
        columns: int,
        owner: int | None,
        isolated: bool,
        on_end: Callable[[], None],
    ) -> None:
        """Start the shell; must be called in the thread of the event loop.

        `owner` is the user who shall be able to open the terminal by name, as programs do that ask for passwords.
        """
        self._loop = asyncio.get_running_loop()
        self._on_end = on_end
        self._reading, self._writing = asyncio.Lock(), asyncio.Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        with ExitStack() as ends:
            master, slave = os.openpty()
            closing = ExitStack()
            closing.callback(os.close, master)
            ends.push(closing)
            ends.callback(os.close, slave)
            os.set_blocking(master, False)
            _set_size(master, rows, columns)
            if owner is not None and os.geteuid() == 0:
                os.fchown(slave, owner, -1)
            # A shell without a process namespace of its own must be able to lead the session it makes.
            self._child = Child(
                ends.enter_context(launch),
                stdin=slave,
                stdout=slave,
                stderr=slave,
                on_end=self._end,
                leads_session=isolated,
            )
            closing.pop_all()
        self._master: int | None = master

    async def read(self) -> bytes:
        """The next output, at most 64 KiB; empty when the shell has ended. Not reading slows the programs."""
        async with self._reading:
            # Output that never ceases must not keep the loop from everybody else.
            await asyncio.sleep(0)
            while True:
                ended = self._child.ended
                chunk = self._read()
                if chunk or ended:
                    return chunk
                await self._until(self._loop.add_reader, self._loop.remove_reader)

    def _read(self) -> bytes:
        """What is there now. Linux hands out some 4 KiB a call."""
        found = bytearray()
        while self._master is not None and len(found) < _CHUNK:
            try:
                chunk = os.read(self._master, _CHUNK - len(found))
            except BlockingIOError:
                break
            except OSError as hung_up:
                if hung_up.errno != errno.EIO:
                    raise
                break
            found += chunk
        return bytes(found)

    async def write(self, chunk: bytes) -> None:
        """Type; waits while the terminal does not take more. What comes after the shell's end is dropped."""
        async with self._writing:
            rest = memoryview(chunk)
            while rest and self._master is not None and not self._child.ended:
                try:
                    rest = rest[os.write(self._master, rest[:_CHUNK]) :]
                except BlockingIOError:
                    await self._until(self._loop.add_writer, self._loop.remove_writer)
                except OSError as hung_up:
                    if hung_up.errno != errno.EIO:
                        raise
                    return

    async def _until(
        self, add: Callable[[int, Callable[[], None]], None], remove: Callable[[int], bool | None]
    ) -> None:
        """Wait until the terminal is ready, or has ended."""
        if self._child.ended or self._master is None:
            return
        fd, ready = self._master, self._loop.create_future()

        def tell() -> None:
            if not ready.done():
                ready.set_result(None)

        self._waiting.add(ready)
        add(fd, tell)
        try:
            await ready
        finally:
            self._waiting.discard(ready)
            if self._master is not None:
                remove(fd)

    async def resize(self, rows: int, columns: int) -> None:
        """Tell the programs inside the new size."""
        if self._master is not None:
            _set_size(self._master, rows, columns)

    async def echo(self) -> bool:
        """Whether the terminal shows what is typed; off while a password is asked for.

        A shell that edits its line takes the echo upon itself. Any other program that does so may hide what it
        is told, so its input counts as hidden.
        """
        if self._master is None or self._child.ended:
            return False
        try:
            local = termios.tcgetattr(self._master)[3]
            if local & termios.ECHO:
                return True
            return not local & termios.ICANON and _foreground(self._master) == _session(self._master)
        except (OSError, termios.error):
            return False  # it has just ended

    async def close(self) -> None:
        """Hang up: the shell and everything it started ends."""
        self._child.kill()
        await self._child.wait_killed()
        if self._master is not None:
            master, self._master = self._master, None
            self._wake()
            self._loop.remove_reader(master)
            self._loop.remove_writer(master)
            os.close(master)

    def _end(self) -> None:
        self._wake()
        self._on_end()

    def _wake(self) -> None:
        for ready in self._waiting:
            if not ready.done():
                ready.set_result(None)


def _set_size(fd: int, rows: int, columns: int) -> None:
    size = struct.pack("HHHH", *(min(max(number, 1), _MOST) for number in (rows, columns)), 0, 0)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, size)


def _foreground(master: int) -> int:
    return _number(master, termios.TIOCGPGRP)


def _session(master: int) -> int:
    return _number(master, _TIOCGSID)


def _number(master: int, request: int) -> int:
    number: int = struct.unpack("i", fcntl.ioctl(master, request, b"\0\0\0\0"))[0]
    return number
