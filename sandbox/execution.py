"""One program that runs in a sandbox: its pipes, its limits on time and output, and its certain end.

Everything happens in callbacks of the event loop: no thread per child, and no wait on a pipe that a
survivor might hold. The end is told by pidfds.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from sandbox.base import ExecResult
from sandbox.errors import PathRefused, SandboxError
from sandbox.processes import kill_children

_CHUNK = 64 * 1024
_PENDING = 256 * 1024  # unread output at which the program has to wait
_END_S = 10.0
_CANNOT_START, _NOT_FOUND = 126, 127


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start. With `status` bubblewrap tells on that pipe what became of the program."""

    argv: list[str]
    env: dict[str, str]
    cwd: str
    pass_fds: tuple[int, ...]
    status: int | None


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
        self._said = bytearray()
        self._complaint = bytearray()
        self._pipes: dict[int, int] = {}
        self._stdin: int | None = None
        self._outer: int | None = None
        self._inner: int | None = None
        self._status: int | None = None
        self._exit: int | None = None
        self._timed_out = self._truncated = self._killed = self._oom = False
        self._ms = 0

    def start(self, launch: Launch, *, with_input: bool) -> None:
        """Spawn it; must be called in the thread of the event loop, which has to outlive the program."""
        self._loop = asyncio.get_running_loop()
        self._began = time.monotonic()
        self._status = launch.status
        self._reports = launch.status is not None
        self._child = subprocess.Popen(
            launch.argv,
            stdin=subprocess.PIPE if with_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=launch.cwd,
            env=launch.env,
            pass_fds=launch.pass_fds,
            start_new_session=True,
        )
        self._outer = os.pidfd_open(self._child.pid)
        self._timer = self._loop.call_later(self._wall_s, self._expire)
        for number, stream in ((1, self._child.stdout), (2, self._child.stderr)):
            assert stream is not None
            self._pipes[number] = os.dup(stream.fileno())
            stream.close()
            os.set_blocking(self._pipes[number], False)
            self._loop.add_reader(self._pipes[number], self._read, number)
        if self._child.stdin is not None:
            self._stdin = os.dup(self._child.stdin.fileno())
            self._child.stdin.close()
            os.set_blocking(self._stdin, False)
        if self._status is not None:
            os.set_blocking(self._status, False)
            self._loop.add_reader(self._status, self._read_status)
        self._loop.add_reader(self._outer, self._outer_ended)

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
        self._kill()
        await self._until_ended()

    async def wait(self) -> ExecResult:
        """How it ended.

        Raises:
            SandboxError: when it was never started, for a reason of ours.
        """
        await self._ended.wait()
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

    async def _until_ended(self) -> None:
        try:
            async with asyncio.timeout(_END_S):
                await self._ended.wait()
        except TimeoutError as stuck:
            raise SandboxError(f"a killed program did not end within {_END_S:.0f} s") from stuck

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
            self._kill()
        self._room -= len(chunk)
        if chunk:
            self._chunks.append((number, chunk))
            self._pending += len(chunk)
            self._more.set()
        if self._pending > _PENDING and self._outer is not None:
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

    def _read_status(self) -> None:
        assert self._status is not None
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._status, 4096):
                self._said += chunk
            self._close_status()
        while b"\n" in self._said:
            line, _, rest = self._said.partition(b"\n")
            self._said = bytearray(rest)
            told = json.loads(line)
            if "child-pid" in told and self._inner is None:
                with contextlib.suppress(ProcessLookupError):  # it has ended already
                    self._inner = os.pidfd_open(told["child-pid"])
            self._exit = told.get("exit-code", self._exit)

    def _outer_ended(self) -> None:
        assert self._outer is not None
        if self._child.poll() is None:
            return
        self._loop.remove_reader(self._outer)
        os.close(self._outer)
        self._outer = None
        if self._status is not None:
            self._read_status()
        if self._inner is None:
            self._end()
            return
        # The first process of the namespace takes all others with it; when it has ended, they have.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._inner, signal.SIGKILL)
        self._loop.add_reader(self._inner, self._inner_ended)

    def _inner_ended(self) -> None:
        assert self._inner is not None
        self._loop.remove_reader(self._inner)
        os.close(self._inner)
        self._inner = None
        self._end()

    def _expire(self) -> None:
        self._timed_out = True
        self._kill()

    def _kill(self) -> None:
        if self._outer is None:
            return
        self._killed = True
        if self._inner is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._inner, signal.SIGKILL)
        elif self._reports:
            kill_children(self._child.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)

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
        self._close_status()
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

    def _close_status(self) -> None:
        if self._status is not None:
            self._loop.remove_reader(self._status)
            os.close(self._status)
            self._status = None

    # --- the verdict

    def _code_or_signal(self) -> int | None:
        """The program's status, or None when bubblewrap told of none.

        Bubblewrap says 128 + n both for signal n and for a program that chose that status itself.
        """
        if not self._reports:
            return self._child.returncode
        if self._exit is None:
            return None
        return 128 - self._exit if 128 < self._exit <= 128 + 64 else self._exit

    def _code(self) -> int:
        code = self._code_or_signal()
        if code is not None:
            return code
        complaint = self._complaint.decode("utf-8", "replace").strip()
        if self._killed or self._oom or self._child.returncode < 0:
            return -signal.SIGKILL
        if complaint.startswith("bwrap: execvp"):
            return _CANNOT_START if "Permission denied" in complaint else _NOT_FOUND
        if "Can't chdir" in complaint:
            raise PathRefused(complaint.removeprefix("bwrap: "))
        if "Resource temporarily unavailable" in complaint:
            return _CANNOT_START  # the candidate's programs have used up their processes
        raise SandboxError(complaint or f"the sandbox ended with status {self._child.returncode}")
