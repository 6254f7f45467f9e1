"""An ordinary client of the public protocol: REST by httpx, the WebSocket by websockets."""

import asyncio
import json
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

Event = dict[str, Any]
"""An event's `data`, with `seq` and `timestamp` of its frame."""


def no_certificates() -> ssl.SSLContext:
    """For httpx's `verify`: servers here speak plain HTTP, and to read all certificates takes it 40 ms a client."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Interview:
    """One session as a client sees it: what was received so far, and what can be done."""

    def __init__(self, base_url: str, session: dict[str, Any], *, role: str = "candidate") -> None:
        """`session` is the answer of `POST /api/v1/interview/`."""
        self.base_url, self.session = base_url, session
        self.session_id: str = session["session_id"]
        self.token: str | None = session.get(f"{role}_token")
        self.events: list[Event] = []
        self.others: list[dict[str, Any]] = []
        self.last_seq = 0
        self.closed: tuple[int | None, str] | None = None
        self._grown = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def create(cls, base_url: str, *, key: str | None = None, role: str = "candidate", **body: Any) -> Self:
        """Create a session and return its client, not connected yet."""
        # Nobody is asked a question twice, so each session is somebody's first unless it says whose it is.
        wanted = {"interview_type": "technical", "user_id": f"demo-{uuid4()}"} | body
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            answer = await http.post(f"{base_url}/api/v1/interview/", json=wanted, headers=headers, timeout=30)
        if answer.status_code != 201:
            raise RuntimeError(f"{answer.status_code}: {answer.text}")
        return cls(base_url, answer.json(), role=role)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.disconnect()

    # -- the socket -------------------------------------------------------------------------------------

    async def connect(self, *, candidate_name: str = "", path: str = "agent", after: int | None = None) -> None:
        """Open the WebSocket, from where this client stopped reading."""
        query = {"after": self.last_seq if after is None else after}
        if candidate_name:
            query["candidate_name"] = candidate_name  # type: ignore[assignment]
        if self.token:
            query["token"] = self.token  # type: ignore[assignment]
        url = f"{self.base_url.replace('http', 'ws', 1)}/ws/{path}/{self.session_id}?{urlencode(query)}"
        self.closed = None
        self._socket = await connect(url, max_size=None, compression=None, ping_interval=None)
        self._reader = asyncio.create_task(self._read(self._socket), name="reader")

    async def disconnect(self) -> None:
        """Close the WebSocket."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)
        self._socket = self._reader = None

    def drop(self) -> None:
        """Lose the connection without a goodbye, as a network does, and what came by it unread."""
        if self._socket is not None and self._reader is not None:
            self._reader.cancel()
            self._socket.transport.abort()

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                await self._take(json.loads(raw))
        except ConnectionClosedError:
            pass  # the code below tells how
        async with self._grown:
            self.closed = (socket.close_code, socket.close_reason or "")
            self._grown.notify_all()

    async def _take(self, frame: dict[str, Any]) -> None:
        async with self._grown:
            if "seq" in frame:
                self.events.append(frame["data"] | {"seq": frame["seq"], "timestamp": frame["timestamp"]})
                self.last_seq = frame["seq"]
            else:
                self.others.append(frame)
                if frame["type"] in {"connect", "heartbeat"}:
                    self.last_seq = max(self.last_seq, frame["data"]["through"])
            self._grown.notify_all()

    async def send(self, kind: str, payload: dict[str, Any] | None = None, **more: Any) -> None:
        """Send one frame."""
        assert self._socket is not None, "not connected"
        frame = {"type": kind, "session_id": self.session_id, "data": payload or {}} | more
        await self._socket.send(json.dumps(frame))

    async def send_raw(self, raw: str | bytes) -> None:
        """Send anything at all."""
        assert self._socket is not None, "not connected"
        await self._socket.send(raw)

    # -- waiting ------------------------------------------------------------------------------------------

    async def event(
        self, kind: str, *, where: Callable[[Event], bool] = lambda _: True, after: int = 0, timeout_s: float = 30
    ) -> Event:
        """The first event of a type after a `seq`, waiting for it."""

        def found() -> Event | None:
            for event in self.events:
                if event["event_type"] == kind and event["seq"] > after and where(event):
                    return event
            return None

        event: Event = await self._until(found, f"event {kind}", timeout_s)
        return event

    async def frame(
        self, kind: str, *, where: Callable[[dict[str, Any]], bool] = lambda _: True, timeout_s: float = 10
    ) -> dict[str, Any]:
        """The first frame of a type that carries no event, waiting for it."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.others if one["type"] == kind and where(one)), None)

        frame: dict[str, Any] = await self._until(found, f"frame {kind}", timeout_s)
        return frame

    async def closing(self, timeout_s: float = 10) -> tuple[int | None, str]:
        """The close code and reason."""
        closed: tuple[int | None, str] = await self._until(lambda: self.closed, "the close", timeout_s)
        return closed

    async def _until(self, found: Callable[[], Any], what: str, timeout_s: float) -> Any:
        deadline = time.monotonic() + timeout_s
        async with self._grown:
            while (result := found()) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    kinds = [event["event_type"] for event in self.events[-12:]]
                    raise TimeoutError(
                        f"no {what} in {timeout_s} s; the last events: {kinds}; others: {self.others[-3:]}"
                    )
                try:
                    await asyncio.wait_for(self._grown.wait(), left)
                except TimeoutError:
                    continue
        return result

    # -- what a candidate does ------------------------------------------------------------------------------

    async def start(self, **payload: Any) -> None:
        """Begin the interview."""
        await self.send("interview_start", payload)

    async def write(self, path: str, content: str) -> None:
        """Set a whole document, as a simple front end does."""
        await self.send("code_update", {"path": path, "content": content})

    async def say(self, text: str) -> None:
        """Write in the chat."""
        await self.send("message", {"text": text})

    async def rest(self, method: str, path: str = "", *, key: str | None = None, **options: Any) -> httpx.Response:
        """A REST call about this session, with this client's token or `key`."""
        credential = key or self.token
        headers = {"Authorization": f"Bearer {credential}"} if credential else {}
        url = f"{self.base_url}/api/v1/interview/{self.session_id}{path}"
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            return await http.request(method, url, headers=headers, timeout=60, **options)
