"""The Messages API on loopback, scripted: it speaks the wire protocol to the real client library.

    async with MessagesApi() as api:
        api.play(say("Hello."), Refusal(529), say("Hello again."))

Each request takes the next turn of its session (`metadata.user_id`), else of everybody. It refuses
what the API refuses (see `checks`) and keeps a prompt cache of prefixes, so that `usage` tells
whether a layout of cache breakpoints works.
"""

import asyncio
import hashlib
import itertools
import json
import re
import socket
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import uvicorn

from tests.fakes.messages_api_rules import Refused, blocks_of, check

Json = dict[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Json]]
Send = Callable[[Json], Awaitable[None]]

CACHE_FLOOR_TOKENS = 1024
CACHE_LOOKBACK_BLOCKS = 20
PATH = "/v1/messages"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One reply, and how it comes to grief.

    After `ends_after` events the body is dropped, ends properly, gets an `error` event, or goes
    silent; `hangs` keeps the body open after the last event. `raw_input` is streamed in the place of
    the last tool's input; `split_bytes` cuts the body into pieces of that size.
    """

    blocks: tuple[Json, ...] = ()
    stop_reason: str = "end_turn"
    chunk_chars: int = 12
    delay_s: float = 0.0
    ends: Literal["whole", "drop", "eof", "error", "stall"] = "whole"
    ends_after: int = 0
    error_type: str = "overloaded_error"
    hangs: bool = False
    raw_input: str | None = None
    split_bytes: int = 0
    strange_events: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """An HTTP error in the place of a reply."""

    status: int
    error_type: str = ""
    error_code: str = ""
    retry_after_s: float | None = None
    body: bytes | None = None


def say(text: str, **how: Any) -> Turn:
    """A reply of one text block."""
    return Turn(blocks=({"type": "text", "text": text},), **how)


def call_tool(name: str, arguments: Json, *, identity: str = "toolu_1", **how: Any) -> Turn:
    """A reply that calls one tool."""
    block = {"type": "tool_use", "id": identity, "name": name, "input": arguments}
    return Turn(blocks=(block,), **{"stop_reason": "tool_use", **how})


def conclude(body: Json, *, summary: str, strengths: Sequence[str] = (), invented: Sequence[str] = ()) -> Turn:
    """A report whose sentences rest on the events that the request shows; those of `invented` on one that is not."""
    shown = [int(seq) for seq in re.findall(r"\[(\d+)\] ", json.dumps(body["messages"]))]
    said = {"summary": [summary], "strengths": [*strengths, *invented], "improvements": []}
    report = {
        kind: [{"text": text, "evidence": [max(shown) + 1000] if text in invented else shown[:2]} for text in texts]
        for kind, texts in said.items()
    }
    return say(json.dumps(report))


def read_prompts(body: Json, *, per_cent: int = 50, reason: str = "It names what it wants.") -> Turn | None:
    """A reading of every message that the request shows, the same throughout; None when it asks for none."""
    shown = body.get("output_config", {}).get("format", {}).get("schema", {}).get("properties", {})
    if "readings" not in shown:
        return None
    fields = [name for name in shown["readings"]["items"]["required"] if name != "number"]
    numbers = map(int, re.findall(r"<facts>\\nmessage (\d+)", json.dumps(body["messages"])))
    value = {"per_cent": per_cent, "reason": reason}
    return say(json.dumps({"readings": [{"number": one, **dict.fromkeys(fields, value)} for one in numbers]}))


@dataclass
class Seen:
    """One request as it came, and what it was answered with."""

    headers: dict[str, str]
    body: Json
    usage: Json = field(default_factory=dict)
    gone: bool = False

    @property
    def session(self) -> str:
        """Whose request it is."""
        return str(self.body.get("metadata", {}).get("user_id", ""))


def count_tokens(value: object) -> int:
    """Four characters a token: no tokenizer, but the same for the same text."""
    return max(1, len(json.dumps(value, ensure_ascii=False)) // 4)


class MessagesApi:
    """The server; `url` is its address while it runs."""

    def __init__(self, default: Callable[[Json], Turn | Refusal] | None = None) -> None:
        """`default` answers a request for which nothing is queued."""
        self._default = default or (lambda _: say("There is nothing left to say."))
        self.url = ""
        self.seen: list[Seen] = []
        self.connections: set[int] = set()
        self._turns: dict[str, deque[Turn | Refusal]] = defaultdict(deque)
        self._cache: set[str] = set()
        self._numbers = itertools.count(1)

    def play(self, *turns: Turn | Refusal, session: str = "") -> None:
        """Queue what comes next, for one session or for whoever asks."""
        self._turns[session].extend(turns)

    async def __aenter__(self) -> Self:
        # With its protocol named, asyncio turns Nagle's algorithm off on what it accepts: 40 ms an answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self._app,
            log_level="critical",
            interface="asgi3",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            log_config=None,
        )
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.002)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._serving

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.connections.add(scope["client"][1])
        raw = bytearray()
        while True:
            part = await receive()
            raw += part.get("body", b"")
            if not part.get("more_body"):
                break
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        seen = Seen(headers, json.loads(raw))
        self.seen.append(seen)
        try:
            if (scope["method"], scope["path"]) != ("POST", PATH):
                raise Refused("no such route", status=404, error_type="not_found_error")
            check(seen.body, headers)
        except Refused as refused:
            await self._refuse(send, Refusal(refused.status, refused.error_type), str(refused))
            return
        queue = self._turns[seen.session] or self._turns[""]
        turn = queue.popleft() if queue else self._default(seen.body)
        if isinstance(turn, Refusal):
            await self._refuse(send, turn, "a scripted fault")
            return
        seen.usage = self._usage(seen.body, turn)
        await self._stream(receive, send, seen, turn)

    async def _refuse(self, send: Send, refusal: Refusal, message: str) -> None:
        error: Json = {"type": refusal.error_type, "message": message}
        if not refusal.error_type:
            known = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error"}
            error["type"] = known.get(refusal.status, "api_error")
        if refusal.error_code:
            error["details"] = {"error_code": refusal.error_code}
        headers = [(b"content-type", b"application/json"), (b"request-id", b"req_%d" % next(self._numbers))]
        if refusal.retry_after_s is not None:
            headers.append((b"retry-after", f"{refusal.retry_after_s:g}".encode()))
        body = refusal.body if refusal.body is not None else json.dumps({"type": "error", "error": error}).encode()
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _usage(self, body: Json, turn: Turn) -> Json:
        """Read the longest prefix written before, within sight of a breakpoint; write up to the last one."""
        digest = hashlib.sha256(str(body["model"]).encode())
        total, points = 0, []
        for block in blocks_of(body):
            mark = block.pop("cache_control", None)
            digest.update(json.dumps(block, sort_keys=True).encode())
            total += count_tokens(block)
            points.append((digest.hexdigest(), total, mark))
        marked = [number for number, point in enumerate(points) if point[2]]
        in_sight = {seen for number in marked for seen in range(max(0, number - CACHE_LOOKBACK_BLOCKS), number + 1)}
        read = max((points[number][1] for number in in_sight if points[number][0] in self._cache), default=0)
        written, written_1h = read, 0
        for number in marked:
            prefix, size, mark = points[number]
            if size >= CACHE_FLOOR_TOKENS:
                self._cache.add(prefix)
                if size > written:
                    written_1h += size - written if mark.get("ttl") == "1h" else 0
                    written = size
        spoken = [block.get("text") or block.get("thinking") or block.get("input") or "" for block in turn.blocks]
        return {
            "input_tokens": total - written,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": written - read,
            "cache_creation": {
                "ephemeral_1h_input_tokens": written_1h,
                "ephemeral_5m_input_tokens": written - read - written_1h,
            },
            "output_tokens": sum(count_tokens(part) for part in spoken),
        }

    async def _stream(self, receive: Receive, send: Send, seen: Seen, turn: Turn) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async with _departure(receive) as departed:
            for sent, event in enumerate(wire_events(turn, seen, f"msg_{next(self._numbers)}")):
                if departed.done():
                    seen.gone = True
                    return
                if turn.ends != "whole" and sent == turn.ends_after:
                    break
                await _send_event(send, turn, event)
                await asyncio.sleep(turn.delay_s)
            if turn.ends == "drop":
                raise ConnectionResetError("a scripted drop: the server closes the socket inside the body")
            if turn.ends == "error":
                error = {"type": turn.error_type, "message": "a scripted fault"}
                await _send_event(send, turn, {"type": "error", "error": error})
            if turn.ends == "stall" or turn.hangs:
                await departed
                seen.gone = True
                return
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def _departure(receive: Receive) -> AsyncIterator["asyncio.Task[Json]"]:
    async def departure() -> Json:
        return await receive()

    waiting = asyncio.create_task(departure())
    try:
        yield waiting
    finally:
        waiting.cancel()


async def _send_event(send: Send, turn: Turn, event: Json) -> None:
    raw = f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
    step = turn.split_bytes or len(raw)
    for start in range(0, len(raw), step):
        await send({"type": "http.response.body", "body": raw[start : start + step], "more_body": True})
        if turn.split_bytes:
            await asyncio.sleep(0)


def wire_events(turn: Turn, seen: Seen, identity: str) -> Iterator[Json]:
    """The whole reply as the API would stream it."""
    message = {
        "id": identity,
        "type": "message",
        "role": "assistant",
        "model": seen.body["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**seen.usage, "output_tokens": 1},
    }
    yield {"type": "message_start", "message": message}
    yield {"type": "ping"}
    yield from turn.strange_events
    for index, block in enumerate(turn.blocks):
        yield from _block_events(turn, index, block)
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": turn.stop_reason, "stop_sequence": None},
        "usage": {"output_tokens": seen.usage["output_tokens"]},
    }
    yield {"type": "message_stop"}


def _block_events(turn: Turn, index: int, block: Json) -> Iterator[Json]:
    if block["type"] == "tool_use":
        empty, kind, key = {**block, "input": {}}, "input_json_delta", "partial_json"
        last = not any(later["type"] == "tool_use" for later in turn.blocks[index + 1 :])
        whole = turn.raw_input if turn.raw_input is not None and last else json.dumps(block["input"])
    else:
        key = block["type"]
        empty, kind, whole = {**block, key: ""}, f"{key}_delta", block[key]
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    for start in range(0, len(whole), turn.chunk_chars):
        delta = {"type": kind, key: whole[start : start + turn.chunk_chars]}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    if block["type"] == "thinking":
        yield {"type": "content_block_delta", "index": index, "delta": {"type": "signature_delta", "signature": "sig"}}
    yield {"type": "content_block_stop", "index": index}
