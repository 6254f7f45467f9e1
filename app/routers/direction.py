"""REST: what an interviewer does beside the talk. Every call is refused to a candidate's token."""

from fastapi import APIRouter

from app.models.direction import ChoiceOut, ExtendIn, NoteIn, NoteOut, RatingIn, RubricOut, WhisperIn, WhisperOut
from app.models.interview import InterviewOut
from app.routers.dependencies import ServicesDep, SessionCaller, SessionIdPath
from app.services.access import Action
from app.services.presenter import interview_out

router = APIRouter(prefix="/interview/{session_id}", tags=["interviewer"])


@router.post("/notes", status_code=201)
async def note(session_id: SessionIdPath, body: NoteIn, caller: SessionCaller, services: ServicesDep) -> NoteOut:
    """Write a private note, pinned to a moment."""
    caller.require(Action.DIRECT)
    return await services.direction.write_note(session_id, body, role=caller.role)


@router.put("/notes/{note_id}")
async def change_note(
    session_id: SessionIdPath, note_id: str, body: NoteIn, caller: SessionCaller, services: ServicesDep
) -> NoteOut:
    """Replace a note; without `at_seq` it stays pinned where it is."""
    caller.require(Action.DIRECT)
    return await services.direction.write_note(session_id, body, role=caller.role, note_id=note_id)


@router.delete("/notes/{note_id}", status_code=204)
async def remove_note(session_id: SessionIdPath, note_id: str, caller: SessionCaller, services: ServicesDep) -> None:
    """Take a note back."""
    caller.require(Action.DIRECT)
    await services.direction.remove_note(session_id, note_id, role=caller.role)


@router.get("/rubric")
async def rubric(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> list[RubricOut]:
    """The rubrics of the questions asked so far."""
    caller.require(Action.DIRECT)
    return await services.direction.rubrics(session_id)


@router.put("/rubric", status_code=204)
async def rate(session_id: SessionIdPath, body: RatingIn, caller: SessionCaller, services: ServicesDep) -> None:
    """Rate one dimension of one question."""
    caller.require(Action.DIRECT)
    await services.direction.rate(session_id, body, role=caller.role)


@router.post("/whisper", status_code=202)
async def whisper(
    session_id: SessionIdPath, body: WhisperIn, caller: SessionCaller, services: ServicesDep
) -> WhisperOut:
    """Tell the agent what it shall say or ask."""
    caller.require(Action.DIRECT)
    return WhisperOut(whisper_id=await services.direction.whisper(session_id, body.text, role=caller.role))


@router.post("/extend")
async def extend(
    session_id: SessionIdPath, body: ExtendIn, caller: SessionCaller, services: ServicesDep
) -> InterviewOut:
    """Give the interview more time."""
    caller.require(Action.DIRECT)
    host = await services.direction.extend(session_id, body.minutes, role=caller.role, reason=body.reason)
    return interview_out(host)


@router.put("/takeover")
async def take_over(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> InterviewOut:
    """Lead the talk oneself: the agent runs and judges, and says nothing."""
    caller.require(Action.DIRECT)
    return interview_out(await services.direction.take_over(session_id, role=caller.role))


@router.delete("/takeover")
async def hand_back(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> InterviewOut:
    """Let the agent lead again."""
    caller.require(Action.DIRECT)
    return interview_out(await services.direction.hand_back(session_id, role=caller.role))


@router.get("/questions/choices")
async def choices(session_id: SessionIdPath, caller: SessionCaller, services: ServicesDep) -> list[ChoiceOut]:
    """The questions that may be asked next, for `POST questions`."""
    caller.require(Action.NEXT)
    return await services.direction.choices(session_id)
