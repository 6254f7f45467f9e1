"""How a WebSocket comes in, whichever it is: the origin, the credential, and what the services see of it."""

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.core.errors import AppError, Unauthorized, UnknownSession
from app.core.security import origin_allowed
from app.core.wire_protocol import EXTENSION, FrameWriter
from app.models.websocket import error_frame
from app.routers.dependencies import credential_of, local
from app.services.access import Caller
from app.services.container import Services
from app.services.websocket_service import Closed
from protocol.frames import CLOSE_NOT_FOUND, CLOSE_UNAUTHORIZED
from protocol.values import SESSION_ID, Role


class StarletteSocket:
    """A Starlette WebSocket as the services want it."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        extension = socket.scope.get("extensions", {}).get(EXTENSION)
        self._writer: FrameWriter | None = extension["writer"] if extension else None

    async def receive(self) -> str | bytes:
        """The next message."""
        message = await self._socket.receive()
        if message["type"] != "websocket.receive":
            raise Closed
        text: str | None = message.get("text")
        chunk: bytes = message.get("bytes") or b""
        return chunk if text is None else text

    async def send(self, frame: bytes) -> None:
        """Send one frame as text."""
        try:
            await self._socket.send_text(frame.decode())
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Closed from error

    async def send_bytes(self, chunk: bytes) -> None:
        """Send one binary frame; waits while the peer does not take more."""
        try:
            await self._socket.send_bytes(chunk)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Closed from error

    async def send_framed(self, framed: bytes) -> bool:
        """Write framed bytes to the transport, where this server can."""
        if self._writer is None:
            return False
        if not await self._writer.write(framed):
            raise Closed
        return True

    async def close(self, code: int, reason: str) -> None:
        """Close, unless it is closed."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            try:
                await self._socket.close(code, reason[:120])
            except (WebSocketDisconnect, RuntimeError) as error:
                raise Closed from error


async def admitted(websocket: WebSocket, services: Services) -> bool:
    """Accept the handshake unless a foreign page asks."""
    settings = services.settings
    origin, host = websocket.headers.get("origin"), websocket.headers.get("host", "")
    if not origin_allowed(origin, host=host, allowed=settings.allowed_origins, public_url=settings.base_url):
        await websocket.close()
        return False
    await websocket.accept()
    return True


async def caller_of(
    websocket: WebSocket, services: Services, socket: StarletteSocket, session_id: str, *, front_end: bool
) -> Caller | None:
    """Who connects; None after closing with the reason.

    A `front_end` without a token is the candidate's, where local mode allows it; otherwise only the system may come.
    """
    try:
        if not SESSION_ID.match(session_id):
            raise UnknownSession(session_id)
        credential = credential_of(websocket)
        caller = await services.access.session_caller(session_id, credential, local=local(websocket))
        if front_end and credential is None:
            caller = Caller(Role.CANDIDATE, session_id)
        if not front_end and caller.role is not Role.SYSTEM:
            raise Unauthorized
        await services.registry.get(session_id)
    except AppError as error:
        code = CLOSE_UNAUTHORIZED if error.status == 401 else CLOSE_NOT_FOUND
        await socket.send(error_frame(session_id, code=error.code, message=str(error)))
        await socket.close(code, str(error))
        return None
    return caller
