"""A request answered by nobody but ourselves, over a Unix socket: it warms everything on the way."""

import asyncio
import json
import ssl
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from agent.llm.budget import Budget
from agent.llm.client import ModelClient, Request
from agent.llm.settings import ModelSettings
from agent.llm.stream import Block

WITHIN_S = 10.0

_MESSAGE: Block = {"id": "m", "type": "message", "role": "assistant", "model": "nobody", "content": []}
_EVENTS: tuple[Block, ...] = (
    {"type": "message_start", "message": {**_MESSAGE, "usage": {"input_tokens": 0, "output_tokens": 0}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "."}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 0}},
    {"type": "message_stop"},
)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _EVENTS)
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write((head + body).encode())
    await writer.drain()
    writer.close()


async def rehearse(tls_context: ssl.SSLContext) -> None:
    """Ask once and hear the answer.

    Raises:
        OSError: when there is no place for the socket.
        ModelFailed: when the conversation failed.
    """
    import httpx2

    settings = ModelSettings(api_key=SecretStr("nobody"), base_url="http://nobody.invalid", attempts=1)
    request = Request(system=(), messages=({"role": "user", "content": "."},), max_tokens=1, user_id="nobody")
    with TemporaryDirectory() as folder:
        path = f"{folder}/nobody.sock"
        async with await asyncio.start_unix_server(_answer, path):
            transport = httpx2.AsyncHTTPTransport(uds=path, verify=tls_context)
            client = ModelClient(
                settings, Budget(settings.limits), http_client=httpx2.AsyncClient(transport=transport, trust_env=False)
            )
            await client.ask(request, hear=lambda _: None, within_s=WITHIN_S)
            await client.close()
