"""One program that runs in a sandbox: its pipes, its limits on time and output, its verdict."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from sandbox.base import ExecResult
from sandbox.child import Child, Launch
from sandbox.errors import PathRefused, SandboxError

_CHUNK = 64 * 1024
_PENDING = 256 * 1024  # unread output at which the program has to wait
_CANNOT_START, _NOT_FOUND = 126, 127


class Execution:
    """Implements `sandbox.base.Running`. Make it, `start` it, and `finish` it in every case."""

    def __init__(self, *, wall_s: float, output_bytes: int, oom_kills: Callable[[], int]) -> None:
        self._wall_s, self._room = wall_s, output_bytes
        self._oom_kills, self._oom_before = oom_kills, oom_kills()
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._pending = 0
        self._paused: set[int] = set()
        self._more, self._ended, self._drained = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._input = bytearray()
        self._end_input = False
        self._complaint = bytearray()
        self._pipes: dict[int, int] = {}
        self._stdin: int | None = None
        self._timed_out = self._truncated = self._oom = False
        self._ms = 0

    def start(self, launch: Launch, *, with_input: bool) -> None:
        """Spawn it; must be called in the thread of the event loop, which has to outlive the program."""
        self._loop = asyncio.get_running_loop()
        self._began = time.monotonic()
        with contextlib.ExitStack() as theirs, contextlib.ExitStack() as ours:

            def pipe() -> tuple[int, int]:
                ends = os.pipe2(os.O_CLOEXEC)
                for end in ends:
                    ours.callback(os.close, end)
                return ends

            stdin, self._stdin = pipe() if with_input else (subprocess.DEVNULL, None)
            (self._pipes[1], stdout), (self._pipes[2], stderr) = pipe(), pipe()
            self._child = Child(launch, stdin=stdin, stdout=stdout, stderr=stderr, on_end=self._end)
            ours.pop_all()
            for fd in (stdin, stdout, stderr):
                if fd != subprocess.DEVNULL:
                    theirs.callback(os.close, fd)
        self._timer = self._loop.call_later(self._wall_s, self._expire)
        for number, fd in self._pipes.items():
            os.set_blocking(fd, False)
            self._loop.add_reader(fd, self._read, number)
        if self._stdin is not None:
            os.set_blocking(self._stdin, False)

    # --- what the caller sees

    async def send(self, chunk: bytes) -> None:
        """Write to its standard input; waits while the pipe is full. Input for a program that ended is dropped."""
        self.feed(chunk)
        while self._input and self._stdin is not None:
            self._drained.clear()
            await self._drained.wait()

    def feed(self, chunk: bytes) -> None:
        """Write to its standard input when there is room, without waiting."""
        if self._stdin is not None and chunk:
            self._input += chunk
            self._write()

    async def end_input(self) -> None:
        """Close its standard input, after all that was sent."""
        self._end_input = True
        if not self._input:
            self._close_input()

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Chunks of standard output (1) and standard error (2) as they come, up to the limit."""
        while True:
            while self._chunks:
                number, chunk = self._chunks.popleft()
                self._pending -= len(chunk)
                self._resume()
                yield number, chunk
            if self._ended.is_set():
                return
            self._more.clear()
            await self._more.wait()

    async def kill(self) -> None:
        """End it and everything it started."""
        self._child.kill()
        await self._child.wait_killed()

    async def wait(self) -> ExecResult:
        """How it ended.

        Raises:
            SandboxError: when it was never started, for a reason of ours.
        """
        await self._ended.wait()
        if self._child.failure is not None:
            raise SandboxError(self._child.failure)
        return ExecResult(
            code=self._code(),
            out=b"",
            err=b"",
            ms=self._ms,
            timed_out=self._timed_out,
            truncated=self._truncated,
            oom=self._oom,
        )

    async def finish(self) -> None:
        """End it if it still runs, and wait for the end."""
        if not self._ended.is_set():
            await self.kill()

    # --- callbacks of the loop

    def _read(self, number: int) -> None:
        while number in self._pipes and number not in self._paused:
            try:
                chunk = os.read(self._pipes[number], _CHUNK)
            except BlockingIOError:
                return
            if not chunk:
                self._close_pipe(number)
                return
            self._take(number, chunk)
            if len(chunk) < _CHUNK:
                return

    def _take(self, number: int, chunk: bytes) -> None:
        if number == 2 and len(self._complaint) < 4096:
            self._complaint += chunk[:4096]
        if len(chunk) > self._room:
            chunk, self._truncated = chunk[: self._room], True
            self._child.kill()
        self._room -= len(chunk)
        if chunk:
            self._chunks.append((number, chunk))
            self._pending += len(chunk)
            self._more.set()
        if self._pending > _PENDING and self._child.running:
            for open_number in self._pipes.keys() - self._paused:
                self._paused.add(open_number)
                self._loop.remove_reader(self._pipes[open_number])

    def _resume(self) -> None:
        if self._paused and self._pending <= _PENDING // 2:
            for number in list(self._paused):
                self._paused.discard(number)
                if number in self._pipes:
                    self._loop.add_reader(self._pipes[number], self._read, number)

    def _write(self) -> None:
        if self._stdin is None:
            return
        try:
            while self._input:
                del self._input[: os.write(self._stdin, self._input[:_CHUNK])]
        except BlockingIOError:
            self._loop.add_writer(self._stdin, self._write)
            return
        except BrokenPipeError:
            self._close_input()
            return
        self._loop.remove_writer(self._stdin)
        self._drained.set()
        if self._end_input:
            self._close_input()

    def _expire(self) -> None:
        self._timed_out = True
        self._child.kill()

    def _end(self) -> None:
        self._timer.cancel()
        self._ms = round((time.monotonic() - self._began) * 1000)
        self._paused.clear()
        for number in list(self._pipes):
            # What was written is in the pipe. Nobody waits for its other end: a stranger may hold it.
            self._read(number)
            if number in self._pipes:
                self._close_pipe(number)
        self._close_input()
        self._oom = self._oom_kills() > self._oom_before
        self._ended.set()
        self._more.set()

    def _close_pipe(self, number: int) -> None:
        fd = self._pipes.pop(number)
        self._loop.remove_reader(fd)
        os.close(fd)

    def _close_input(self) -> None:
        if self._stdin is not None:
            self._loop.remove_writer(self._stdin)
            os.close(self._stdin)
            self._stdin = None
        self._input.clear()
        self._drained.set()

    def _code(self) -> int:
        code = self._child.code()
        if code is not None:
            return code
        complaint = self._complaint.decode("utf-8", "replace").strip()
        if self._child.killed or self._oom or self._child.starter_code < 0:
            return -signal.SIGKILL
        if complaint.startswith("bwrap: execvp"):
            return _CANNOT_START if "Permission denied" in complaint else _NOT_FOUND
        if "Can't chdir" in complaint:
            raise PathRefused(complaint.removeprefix("bwrap: "))
        if "Resource temporarily unavailable" in complaint:
            return _CANNOT_START  # the candidate's programs have used up their processes
        raise SandboxError(complaint or f"the sandbox ended with status {self._child.starter_code}")
