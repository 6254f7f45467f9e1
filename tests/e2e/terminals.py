"""A client of a terminal's WebSocket, and of the stream of file changes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from demo.client import Interview, no_certificates

KEPT = 1024 * 1024


class TerminalClient:
    """One connection: what it showed (the last MiB), what it said, and how it was closed."""

    def __init__(self, interview: Interview, *, token: str | None = None, **query: Any) -> None:
        credential = token or interview.token
        wanted = query | ({"token": credential} if credential else {})
        base = interview.base_url.replace("http", "ws", 1)
        self.url = f"{base}/api/v1/interview/{interview.session_id}/terminal?{urlencode(wanted)}"
        self.shown = bytearray()
        self.received = 0
        self.said: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._grown = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(self.url, max_size=None, compression=None, ping_interval=None)
        self._reader = asyncio.create_task(self._read(self._socket), name="terminal reader")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket is not None
        assert self._reader is not None
        await self._socket.close()
        await self._reader

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                async with self._grown:
                    self._take(raw)
                    self._grown.notify_all()
        except ConnectionClosed:
            pass  # the code below tells how
        async with self._grown:
            self.closed = socket.close_code
            self._grown.notify_all()

    def _take(self, raw: str | bytes) -> None:
        if isinstance(raw, str):
            self.said.append(json.loads(raw))
            return
        self.shown += raw
        self.received += len(raw)
        del self.shown[:-KEPT]

    async def type(self, text: str) -> None:
        """Send keys."""
        assert self._socket is not None
        await self._socket.send(text.encode())

    async def tell(self, kind: str, **fields: Any) -> None:
        """Send a control frame."""
        assert self._socket is not None
        await self._socket.send(json.dumps({"type": kind, **fields}))

    async def until(self, text: str, *, timeout_s: float = 20) -> str:
        """What was shown up to `text`, waiting for it; it is forgotten then."""
        wanted = text.encode()
        await self._wait(lambda: wanted in self.shown, f"{text!r} in {bytes(self.shown[-500:])!r}", timeout_s)
        end = self.shown.index(wanted) + len(wanted)
        before = bytes(self.shown[:end]).decode("utf-8", "replace")
        del self.shown[:end]
        return before

    async def word(self, kind: str, *, where: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The first control frame of a kind, waiting for it."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.said if one["type"] == kind and where(one)), None)

        await self._wait(lambda: found() is not None, f"{kind} in {self.said}", 20)
        frame = found()
        assert frame is not None
        return frame

    async def closing(self) -> int | None:
        """The close code."""
        await self._wait(lambda: self.closed is not None, "the close", 20)
        return self.closed

    async def run(self, command: str, *, timeout_s: float = 20) -> str:
        """Type a command and give what it said."""
        await self.type(f"{command}; echo end-$((40+2))\r")
        said = await self.until("end-42", timeout_s=timeout_s)
        # Keys that come before the prompt are echoed twice: by the terminal, then by the shell.
        return said.rpartition("end-$((40+2))\r\n")[2].removesuffix("end-42").replace("\x1b[?2004l\r", "")

    async def _wait(self, ready: Callable[[], bool], what: str, timeout_s: float) -> None:
        async with self._grown:
            try:
                await asyncio.wait_for(self._grown.wait_for(ready), timeout_s)
            except TimeoutError:
                raise TimeoutError(f"no {what} in {timeout_s} s") from None


class Watching:
    """What a stream of file changes told so far, with the time of each message."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self._grown = asyncio.Condition()

    async def feed(self, lines: AsyncIterator[str]) -> None:
        """Take in the stream's lines."""
        seq = ""
        async for line in lines:
            if line.startswith("id: "):
                seq = line[4:]
            elif line.startswith("data: "):
                async with self._grown:
                    self.told.append(json.loads(line[6:]) | {"at": time.monotonic()})
                    self.ids.append(seq)
                    self._grown.notify_all()

    async def message(self, *, timeout_s: float = 15, **wanted: Any) -> dict[str, Any]:
        """The first message with these values, waiting for it."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.told if wanted.items() <= one.items()), None)

        async with self._grown:
            try:
                await asyncio.wait_for(self._grown.wait_for(lambda: found() is not None), timeout_s)
            except TimeoutError:
                raise TimeoutError(f"no {wanted} in {timeout_s} s; told: {self.told[-20:]}") from None
        message = found()
        assert message is not None
        return message


@asynccontextmanager
async def watching(interview: Interview, *, token: str | None = None, **query: Any) -> AsyncIterator[Watching]:
    """Follow `files/watch`; it has begun when this gives it."""
    url = f"{interview.base_url}/api/v1/interview/{interview.session_id}/files/watch"
    credential = token or interview.token
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    watch = Watching()
    async with (
        httpx.AsyncClient(timeout=None, verify=no_certificates()) as http,
        http.stream("GET", url, headers=headers, params=query) as answer,
    ):
        answer.raise_for_status()
        lines = answer.aiter_lines()
        async for line in lines:
            if line.startswith(":"):
                break
        reading = asyncio.create_task(watch.feed(lines), name="file changes")
        try:
            yield watch
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
