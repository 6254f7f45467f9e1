"""uvicorn's WebSocket protocol, with a door for bytes that are framed already.

A server's frames are unmasked, so one framed byte string is right for every client. This class puts
a `FrameWriter` into the ASGI scope; where it is missing (another server, another uvicorn) the
fan-out uses `send_text`. It also closes with the codes of our protocol.
"""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

from protocol.frames import CLOSE_GOING_AWAY, CLOSE_PING_TIMEOUT

EXTENSION = "interviewlm.frames"

__all__ = ["EXTENSION", "FrameWriter", "WireProtocol"]


class FrameWriter:
    """Writes framed bytes to one connection, waiting while its buffer is above the high-water mark."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol

    async def write(self, framed: bytes) -> bool:
        """Write whole frames; False once the connection is closing."""
        protocol = self._protocol
        await protocol.writable.wait()
        if protocol.disconnected or protocol.close_sent or protocol.transport.is_closing():
            return False
        protocol.transport.write(framed)
        return True


def supported() -> bool:
    """Whether this uvicorn has the parts that the door needs."""
    return all(hasattr(WebSocketsSansIOProtocol, name) for name in ("run_asgi", "keepalive_timeout", "shutdown"))


class WireProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    conn: ServerProtocol

    async def run_asgi(self) -> None:
        """Hand the scope to the app with our extension in it."""
        self.scope["extensions"][EXTENSION] = {"writer": FrameWriter(self)}
        await super().run_asgi()

    def keepalive_timeout(self) -> None:
        """The peer left a ping unanswered."""
        self._end(CLOSE_PING_TIMEOUT, "no answer to a ping; reconnect with after=<last seq>")

    def shutdown(self) -> None:
        """The server goes away: say so, and that the client may come back."""
        if self.handshake_complete and not self.close_sent:
            self.stop_keepalive()
            self.queue.put_nowait({"type": "websocket.disconnect", "code": CLOSE_GOING_AWAY})
            self._end(CLOSE_GOING_AWAY, "the server restarts; reconnect with after=<last seq>")
        else:
            super().shutdown()

    def _end(self, code: int, reason: str) -> None:
        self.pong_timer, self.pending_ping_payload = None, None
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()


def protocol_class() -> type[asyncio.Protocol]:
    """The class for uvicorn's `ws` setting."""
    return WireProtocol if supported() else WebSocketsSansIOProtocol
