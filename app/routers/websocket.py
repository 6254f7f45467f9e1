"""The WebSockets: `/ws/agent/{id}` for front ends, `/ws/interview/{id}` for the system itself."""

from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from app.routers.admission import StarletteSocket, admitted, caller_of
from app.routers.dependencies import services_of
from app.services.websocket_service import Closed, Connection

router = APIRouter()


@router.websocket("/ws/agent/{session_id}")
async def front_end(
    websocket: WebSocket,
    session_id: str,
    candidate_name: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
    epoch: Annotated[str | None, Query(max_length=100)] = None,
) -> None:
    """A candidate, an interviewer or an observer, by token; in local mode nobody's token is the candidate's."""
    await _serve(websocket, session_id, front_end=True, name=candidate_name, after=after, epoch=epoch)


@router.websocket("/ws/interview/{session_id}")
async def system(
    websocket: WebSocket,
    session_id: str,
    after: Annotated[int, Query(ge=0)] = 0,
    epoch: Annotated[str | None, Query(max_length=100)] = None,
) -> None:
    """The system's own connection: every audience, for the holder of the API key."""
    await _serve(websocket, session_id, front_end=False, name="", after=after, epoch=epoch)


async def _serve(
    websocket: WebSocket, session_id: str, *, front_end: bool, name: str, after: int, epoch: str | None
) -> None:
    services = services_of(websocket)
    if not await admitted(websocket, services):
        return
    socket = StarletteSocket(websocket)
    caller = await caller_of(websocket, services, socket, session_id, front_end=front_end)
    if caller is None:
        return
    connection = Connection(
        socket,
        host=await services.registry.get(session_id),
        caller=caller,
        name=name,
        interviews=services.interviews,
        assistance=services.assistance,
        documents=services.documents,
        event_log=services.event_log,
        frames_per_second=services.settings.frames_per_second,
    )
    gauge = services.metrics.connections.labels(caller.role)
    gauge.inc()
    try:
        await connection.serve(after=after, epoch=epoch)
    except Closed:
        return
    finally:
        gauge.dec()
