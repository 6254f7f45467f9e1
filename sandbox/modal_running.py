"""One program in a Modal sandbox: frames to and from the one that started it there."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator

from modal.container_process import ContainerProcess

from sandbox.base import ExecResult
from sandbox.errors import ModalUnavailable, SandboxError, SandboxGone
from sandbox.modal_errors import speaking
from sandbox.modal_frames import Echo, Frames, Output, Taken, credit, frame, window

WINDOW_BYTES = 256 * 1024
ANSWER_S = 30.0
"""How long Modal may take for one exchange."""

_PIECE = 64 * 1024
_END_S = 15.0
_SLACK_BYTES = 256 * 1024
_COMPLAINT = 500


class ModalRunning:
    """Implements `sandbox.base.Running`. Make it, `begin` it, and `finish` it in every case.

    `limit_s` bounds its whole life, None does not; `acknowledges` says that output comes only as far as it is read.
    """

    def __init__(
        self,
        program: ContainerProcess[bytes],
        *,
        sandbox_id: str,
        limit_s: float | None,
        output_bytes: int,
        acknowledges: bool,
    ) -> None:
        self._program, self._sandbox_id, self._limit_s = program, sandbox_id, limit_s
        self._room, self._acknowledges = output_bytes + _SLACK_BYTES, acknowledges
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._more, self._ended, self._drained = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._sending, self._writing, self._asking = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self._answered = asyncio.Event()
        self._echo = False
        self._unread = self._untaken = 0
        self._began = time.monotonic()
        self._result: ExecResult | None = None
        self._failure: SandboxError | None = None

    # --- what the caller sees

    async def send(self, chunk: bytes) -> None:
        """Write to its standard input; waits while the pipe is full. Input for a program that ended is dropped."""
        async with self._sending:
            for at in range(0, len(chunk), _PIECE):
                while self._untaken > WINDOW_BYTES and not self._ended.is_set():
                    self._drained.clear()
                    await self._drained.wait()
                piece = chunk[at : at + _PIECE]
                self._untaken += len(piece)
                await self._say(frame("i", piece))

    async def end_input(self) -> None:
        """Close its standard input, after all that was sent."""
        await self._say(frame("e"))

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Chunks of standard output (1) and standard error (2) as they come, up to the limit."""
        while (chunk := await self.next_chunk()) is not None:
            yield chunk

    async def next_chunk(self) -> tuple[int, bytes] | None:
        """The next of its output, or None after the last. Nothing is lost when the caller stops waiting."""
        while True:
            if self._acknowledges and self._unread >= WINDOW_BYTES // 2 and not self._ended.is_set():
                room, self._unread = self._unread, 0
                await self._say(credit(room))
            if self._chunks:
                number, chunk = self._chunks.popleft()
                self._unread += len(chunk)
                return number, chunk
            if self._ended.is_set():
                return None
            self._more.clear()
            await self._more.wait()

    async def resize(self, rows: int, columns: int) -> None:
        """Change the size of its terminal."""
        await self._say(window(rows, columns))

    async def echo(self) -> bool:
        """Whether its terminal shows what is typed; False when it has ended."""
        async with self._asking:
            self._answered.clear()
            await self._say(frame("q"))
            if self._ended.is_set():
                return False
            async with speaking("a terminal's echo", limit_s=ANSWER_S, sandbox_id=self._sandbox_id):
                await self._answered.wait()
            return self._echo and not self._ended.is_set()

    async def live(self) -> None:
        """Tell it that somebody is here."""
        await self._say(frame("p"))

    async def kill(self) -> None:
        """End it and everything it started."""
        await self._say(frame("k"))
        try:
            async with asyncio.timeout(_END_S):
                await self._ended.wait()
        except TimeoutError as stuck:
            raise ModalUnavailable(f"a killed program did not end within {_END_S:.0f} s") from stuck

    async def wait(self) -> ExecResult:
        """How it ended.

        Raises:
            SandboxError: when nobody can tell, for a reason of ours or of Modal's.
        """
        await self._ended.wait()
        if self._failure is not None:
            raise self._failure
        assert self._result is not None
        return self._result

    @property
    def ended(self) -> bool:
        """Whether it has ended; what it wrote may still be there to read."""
        return self._ended.is_set()

    def begin(self) -> None:
        """Take in what comes up, in a task that ends with the program."""
        self._pump = asyncio.create_task(self._take_in(), name="output of a Modal program")

    async def until_ended(self) -> None:
        """Wait for its end, whatever it was."""
        await self._ended.wait()

    async def finish(self) -> None:
        """End it if it still runs, and wait for the end."""
        try:
            if not self._ended.is_set():
                await self.kill()
        finally:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    # --- what happens beside

    async def _take_in(self) -> None:
        """Until the program has ended. It never fails: `wait` tells what was wrong."""
        try:
            await self._listen()
        except SandboxError as failure:
            self._end(failure)
        except asyncio.CancelledError:
            self._end(ModalUnavailable("the program was let go of"))
            raise

    async def _listen(self) -> None:
        frames = Frames()
        async with speaking("a program's output", limit_s=self._limit_s, sandbox_id=self._sandbox_id):
            async for chunk in self._program.stdout:
                for told in frames.feed(chunk):
                    if isinstance(told, Output):
                        self._take(told)
                    elif isinstance(told, Taken):
                        self._untaken -= told.count
                        self._drained.set()
                    elif isinstance(told, Echo):
                        self._echo = told.on
                        self._answered.set()
                    else:
                        self._result = told
                        self._end(None)
                        return
        async with speaking("a program's end", limit_s=ANSWER_S, sandbox_id=self._sandbox_id):
            status = await self._program.wait.aio()
            complaint = await self._program.stderr.read.aio()
        if status <= 128:
            said = complaint.decode("utf-8", "replace").strip()[-_COMPLAINT:]
            raise SandboxError(f"the program inside the Modal sandbox ended early (status {status}): {said}")
        # Somebody killed the one that stands inside: the candidate, or Modal.
        took_ms = round((time.monotonic() - self._began) * 1000)
        self._result = ExecResult(code=128 - status, out=b"", err=b"", ms=took_ms)
        self._end(None)

    def _take(self, told: Output) -> None:
        self._room -= len(told.chunk)
        if self._room < 0:
            raise SandboxError("the program inside the Modal sandbox did not keep its limit")
        if told.chunk:
            self._chunks.append((told.number, told.chunk))
            self._more.set()

    def _end(self, failure: SandboxError | None) -> None:
        if not self._ended.is_set():
            self._failure = failure
            self._ended.set()
            for waiting in (self._more, self._drained, self._answered):
                waiting.set()

    async def _say(self, message: bytes) -> None:
        # One at a time: the client numbers what it sends by the bytes that went before.
        async with self._writing:
            if self._ended.is_set():
                return
            # A program that has just ended takes nothing any more; `pump` learns whether it is that or the sandbox.
            with contextlib.suppress(SandboxGone):
                async with speaking("a program's input", limit_s=ANSWER_S, sandbox_id=self._sandbox_id):
                    self._program.stdin.write(message)
                    await self._program.stdin.drain.aio()
