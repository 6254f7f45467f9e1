"""REST: create, list, read, steer and delete sessions."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.models.interview import (
    InterviewCreated,
    InterviewIn,
    InterviewOut,
    Links,
    StatusIn,
    TokenIn,
    TokenOut,
)
from app.routers.dependencies import Host, ServerCaller, ServicesDep, SessionCaller, SessionIdPath
from app.services.access import Action
from app.services.presenter import interview_out, links, page_link
from protocol.values import Role, SessionStatus

router = APIRouter(prefix="/interview", tags=["interview"])


@router.post("/", status_code=201)
async def create(body: InterviewIn, caller: ServerCaller, services: ServicesDep) -> InterviewCreated:
    """Create a session; the tokens are shown this once."""
    caller.require(Action.CREATE)
    host, tokens = await services.interviews.create(body)
    return InterviewCreated(
        **interview_out(host).model_dump(),
        candidate_token=tokens[Role.CANDIDATE],
        interviewer_token=tokens[Role.INTERVIEWER],
        links=Links(**links(services.settings, host.session_id, tokens)),
    )


@router.get("/")
async def list_sessions(
    request: Request,
    response: Response,
    caller: ServerCaller,
    services: ServicesDep,
    status: SessionStatus | None = None,
    user_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> list[InterviewOut]:
    """The sessions, newest first; the next page is in the `Link` header (RFC 8288)."""
    caller.require(Action.LIST)
    rows, following = await services.sessions.page(status=status, user_id=user_id, limit=limit, cursor=cursor)
    if following is not None:
        query = {"status": status, "user_id": user_id, "limit": limit, "cursor": following}
        base = f"{services.settings.base_url}{request.url.path}"
        target = urlencode({name: value for name, value in query.items() if value is not None})
        response.headers["Link"] = f'<{base}?{target}>; rel="next"'
    return [interview_out(await services.registry.get(row.id)) for row in rows]


@router.get("/{session_id}")
async def read(host: Host) -> InterviewOut:
    """One session; never a token."""
    return interview_out(host)


@router.put("/{session_id}/status")
async def set_status(
    session_id: SessionIdPath, body: StatusIn, caller: SessionCaller, services: ServicesDep
) -> InterviewOut:
    """Start or resume, pause, end gracefully, cancel."""
    caller.require(Action.SET_STATUS)
    return interview_out(await services.interviews.set_status(session_id, body.status, role=caller.role))


@router.delete("/{session_id}", status_code=204)
async def delete(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> None:
    """Stop the agent, destroy the sandbox, erase the session and its events."""
    caller.require(Action.DELETE)
    await services.interviews.delete(session_id)


@router.post("/{session_id}/tokens", status_code=201)
async def new_token(session_id: SessionIdPath, body: TokenIn, caller: SessionCaller, services: ServicesDep) -> TokenOut:
    """A new token for a role; the old one of that role ends."""
    caller.require(Action.NEW_TOKEN)
    token = await services.interviews.renew_token(session_id, body.role)
    return TokenOut(role=body.role, token=token, link=page_link(services.settings, session_id, token))
