"""An interview with nobody, held in the fork server before it forks.

What runs for the first time writes: CPython 3.11 specializes the code it executes in place, fills caches,
and makes what is made lazily. Done before the fork those pages are shared by all agents; done after it each
agent gets its own copy. The far end of the pipes is played here; nothing leaves the process.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from agent.first_words import say_first_words
from protocol.events import SessionCreated, StartRequested
from protocol.frames import splice_event
from protocol.pipes import Attach, Ping, log_line
from protocol.values import InterviewType
from protocol.wire import LineReader

SESSION = "00000000-0000-7000-8000-000000000000"
WITHIN_S, REST_S = 5.0, 0.02
READ_BYTES = 256 * 1024
THEN = "1970-01-01T00:00:00.000Z"

Hold = Callable[[int, int, bytes, Path], Awaitable[object]]
"""Hold one interview over two descriptors, with what was read before, in a folder of its own."""


class FarEnd:
    """Plays the server: commits whatever is said, and tells when the agent has nothing left to do."""

    def __init__(self, up: int, down: int) -> None:
        self._up, self._down = up, down
        self._lines = LineReader()
        self._seq = 0
        self.rested = asyncio.Event()

    def attach(self) -> None:
        """What waits in the pipe when a real agent starts."""
        attach = Attach(epoch=1, acked=0, head=0, elapsed_ms=0, running=True)
        os.write(self._down, attach.to_json() + b"\n")

    def begin(self) -> None:
        """Open the log and listen."""
        created = SessionCreated(
            session_id=SESSION, interview_type=InterviewType.TECHNICAL, user_id="nobody", duration_ms=3_600_000
        )
        for event in (created, StartRequested()):
            self._commit(event.to_json())
        asyncio.get_running_loop().add_reader(self._up, self._readable)

    def end(self) -> None:
        """Stop listening."""
        asyncio.get_running_loop().remove_reader(self._up)

    def _commit(self, body: bytes) -> None:
        self._seq += 1
        os.write(self._down, log_line(self._seq, splice_event(SESSION, self._seq, THEN, 0, body)))

    def _readable(self) -> None:
        for raw in self._lines.feed(os.read(self._up, READ_BYTES)):
            line = orjson.loads(raw)
            if line["t"] != "event":
                continue
            self._commit(orjson.dumps(line["event"]))
            os.write(self._down, b'{"t":"ack","n":%d}\n' % line["n"])
            if line["event"]["event_type"] == "chat_message":
                os.write(self._down, Ping(at=0, elapsed_ms=1, running=True).to_json() + b"\n")
                asyncio.get_running_loop().call_later(REST_S, self.rested.set)


async def rehearse(hold: Hold) -> None:
    """Hold an interview with nobody until it rests, or ends because the bank has no question.

    Raises:
        TimeoutError: when it did not come to rest.
    """
    with TemporaryDirectory() as folder:
        for name in ("up", "down"):
            os.mkfifo(f"{folder}/{name}")
        flags = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC
        own = [os.open(f"{folder}/{name}", flags) for name in ("up", "down")]
        up, down = (os.open(f"{folder}/{name}", flags) for name in ("up", "down"))
        far = FarEnd(*own)
        far.attach()
        read = say_first_words(SESSION, 1, up, down)
        far.begin()
        holding = asyncio.ensure_future(hold(up, down, read, Path(folder)))
        resting = asyncio.ensure_future(far.rested.wait())
        try:
            async with asyncio.timeout(WITHIN_S):
                await asyncio.wait({holding, resting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            holding.cancel()
            resting.cancel()
            await asyncio.gather(holding, resting, return_exceptions=True)
            far.end()
            for descriptor in own:
                os.close(descriptor)
