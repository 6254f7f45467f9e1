"""REST: the candidate's assistant, and how much it may do."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.core.stream_protocol import ENDLESS
from app.models.interview import AllowIn, ChatIn, DecisionIn, DecisionOut, HelpfulnessOut, StoppedOut
from app.routers.dependencies import Host, ServicesDep, SessionCaller, SessionIdPath
from app.services.access import Action
from app.services.chat_stream import ChatStream
from app.services.session_host import SessionHost
from protocol.frames import ChangeDecision, HelpfulnessData, RatingData, ToolDecision
from protocol.values import ROLE_SIGHT

router = APIRouter(prefix="/interview/{session_id}", tags=["assistant"])


async def asked(
    session_id: SessionIdPath, request: Request, body: ChatIn, caller: SessionCaller, services: ServicesDep
) -> ChatStream:
    """Store the message before the answer begins, so that a refusal is a proper error."""
    caller.require(Action.ASK)
    # A server that stops does not wait for the turn: the agent goes on with it, and the log has its words.
    setattr(request.state, ENDLESS, True)
    host = await services.registry.get(session_id)
    message_id, seq = await services.interviews.talk(session_id, body.text, role=caller.role, to="assistant")
    return ChatStream(host, message_id, after=seq, sight=ROLE_SIGHT[caller.role])


@router.post("/chat", response_class=EventSourceResponse)
@router.post("/chat/agent", response_class=EventSourceResponse)
async def chat(stream: Annotated[ChatStream, Depends(asked)]) -> AsyncIterator[ServerSentEvent]:
    """Ask the assistant; streams `content`, `tool_use`, `tool_result`, `usage`, then `done` or `error`."""
    async for name, payload in stream.messages():
        yield ServerSentEvent(event=name, data=payload)


@router.post("/chat/stop", status_code=202)
async def stop(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> StoppedOut:
    """End the running turn."""
    caller.require(Action.STOP_ASSISTANT)
    return StoppedOut(turn_id=await services.assistance.stop(session_id, role=caller.role))


@router.post("/chat/changes/{change_id}")
async def decide_change(
    session_id: SessionIdPath, change_id: str, body: DecisionIn, caller: SessionCaller, services: ServicesDep
) -> DecisionOut:
    """Accept all that a turn wrote, or take it back."""
    caller.require(Action.DECIDE)
    wanted = ChangeDecision(change_id=change_id, decision=body.decision)
    return DecisionOut(kept=await services.assistance.decide_change(session_id, wanted, role=caller.role))


@router.post("/chat/tools/{tool_use_id}", status_code=204)
async def decide_tool(
    session_id: SessionIdPath, tool_use_id: str, body: AllowIn, caller: SessionCaller, services: ServicesDep
) -> None:
    """Let a waiting call go on, or not."""
    caller.require(Action.DECIDE)
    wanted = ToolDecision(tool_use_id=tool_use_id, allow=body.allow)
    await services.assistance.decide_tool(session_id, wanted, role=caller.role)


@router.post("/chat/rating", status_code=204)
async def rate(session_id: SessionIdPath, body: RatingData, caller: SessionCaller, services: ServicesDep) -> None:
    """Say what the assistant's help is worth."""
    caller.require(Action.RATE)
    await services.assistance.rate(session_id, body, role=caller.role)


@router.get("/helpfulness")
async def helpfulness(host: Host) -> HelpfulnessOut:
    """How much the assistant may do now."""
    return _helpfulness(host)


@router.put("/helpfulness")
async def set_helpfulness(
    session_id: SessionIdPath, body: HelpfulnessData, caller: SessionCaller, services: ServicesDep
) -> HelpfulnessOut:
    """Set the level, lock it, or let it adapt again."""
    caller.require(Action.HELPFULNESS)
    return _helpfulness(await services.assistance.set_helpfulness(session_id, body, role=caller.role))


def _helpfulness(host: SessionHost) -> HelpfulnessOut:
    now = host.view.assistance
    return HelpfulnessOut(level=now.level, locked=now.locked, paused=now.paused, assistance=now.kind)
