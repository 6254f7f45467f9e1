"""A session's terminals: the WebSocket, the list, the recording."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, WebSocket
from fastapi.responses import StreamingResponse

from app.models.terminals import TerminalOut
from app.routers.admission import StarletteSocket, admitted, caller_of
from app.routers.dependencies import Host, ServicesDep, SessionCaller, services_of
from app.services.access import Action
from app.services.terminal_cast import Cast
from app.services.terminal_socket import TerminalConnection
from app.services.websocket_service import Closed
from protocol.terminal import MAX_COLUMNS, MAX_ROWS, NAME_PATTERN
from protocol.values import ROLE_SIGHT

router = APIRouter(prefix="/interview/{session_id}", tags=["terminal"])

TerminalName = Annotated[str, Path(pattern=NAME_PATTERN)]


@router.websocket("/terminal")
async def terminal(
    websocket: WebSocket,
    session_id: str,
    terminal: Annotated[str, Query(pattern=NAME_PATTERN)] = "main",
    rows: Annotated[int | None, Query(ge=1, le=MAX_ROWS)] = None,
    columns: Annotated[int | None, Query(ge=1, le=MAX_COLUMNS)] = None,
    acks: bool = False,
) -> None:
    """A terminal by name: the candidate types, all others look on. Binary frames are its bytes."""
    services = services_of(websocket)
    if not await admitted(websocket, services):
        return
    socket = StarletteSocket(websocket)
    caller = await caller_of(websocket, services, socket, session_id, front_end=True)
    if caller is None:
        return
    connection = TerminalConnection(
        socket,
        host=await services.registry.get(session_id),
        caller=caller,
        terminals=services.terminals,
        frames_per_second=services.settings.frames_per_second,
        acknowledges=acks,
    )
    gauge = services.metrics.connections.labels(caller.role)
    gauge.inc()
    try:
        await connection.serve(terminal, rows=rows, columns=columns)
    except Closed:
        return
    finally:
        gauge.dec()


@router.get("/terminal")
async def terminals(host: Host, services: ServicesDep) -> list[TerminalOut]:
    """The terminals that are open."""
    return services.terminals.present(host)


@router.get("/terminal/{terminal}/cast", response_class=StreamingResponse)
async def cast(host: Host, terminal: TerminalName, caller: SessionCaller, services: ServicesDep) -> StreamingResponse:
    """What was recorded of a terminal, as asciicast v2."""
    caller.require(Action.EXPORT_TERMINAL)
    lines = Cast(host, services.event_log, terminal=terminal, sight=ROLE_SIGHT[caller.role]).lines()
    # The first line is fetched before the answer begins, so that a refusal is a proper error.
    first = await anext(lines)

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for line in lines:
            yield line

    name = f"{host.session_id}-{terminal}.cast"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(body(), media_type="application/x-asciicast", headers=headers)
