"""What an interviewer does beside the talk: each method decides on the folded view and appends a fact."""

import uuid
from pathlib import Path

from app.core.errors import Invalid, NotNow
from app.models.direction import AnchorOut, ChoiceOut, NoteIn, NoteOut, RatingIn, RubricOut
from app.services.bank_service import BankService
from app.services.interview_service import MINUTE_MS, actor_of
from app.services.registry import Registry
from app.services.session_host import SessionHost
from bank.models import Question
from protocol.events import (
    NoteWritten,
    RubricRated,
    TakeoverBegun,
    TakeoverEnded,
    TimeExtended,
    Whispered,
)
from protocol.values import Actor, Role, SessionStatus

UNDER_WAY = (SessionStatus.ACTIVE, SessionStatus.PAUSED)


class DirectionService:
    """Notes, ratings, whispers, more time, and who leads."""

    def __init__(self, registry: Registry, *, bank: BankService, folder: Path) -> None:
        """`folder` holds the sessions' own folders, with the questions that each was asked."""
        self._registry, self._bank, self._folder = registry, bank, folder

    async def write_note(self, session_id: str, wanted: NoteIn, *, role: Role, note_id: str | None = None) -> NoteOut:
        """Store a note, or replace the one of that id; also after the interview."""
        host = await self._registry.get(session_id)
        async with host.lock:
            known = host.view.notes.get(note_id) if note_id is not None else None
            if note_id is not None and known is None:
                raise Invalid("there is no note of that id: write a new one", code="unknown_note")
            at_seq = wanted.at_seq if wanted.at_seq is not None else known if known is not None else host.view.head
            if at_seq > host.view.head:
                raise Invalid(f"pin the note to a moment up to {host.view.head}, the newest", code="no_such_moment")
            event = NoteWritten(
                actor=actor_of(role, otherwise=Actor.INTERVIEWER),
                note_id=note_id or uuid.uuid4().hex,
                text=wanted.text,
                at_seq=at_seq,
            )
            (stored,) = await host.append(event)
            return NoteOut(note_id=event.note_id, at_seq=at_seq, seq=stored.seq)

    async def remove_note(self, session_id: str, note_id: str, *, role: Role) -> None:
        """Take a note back; it stays in the log, and no page shows it."""
        host = await self._registry.get(session_id)
        async with host.lock:
            if note_id not in host.view.notes:
                raise Invalid("there is no note of that id", code="unknown_note")
            actor = actor_of(role, otherwise=Actor.INTERVIEWER)
            await host.append(NoteWritten(actor=actor, note_id=note_id, text="", at_seq=host.view.notes[note_id]))

    async def rubrics(self, session_id: str) -> list[RubricOut]:
        """The rubrics of the questions asked so far, in order."""
        host = await self._registry.get(session_id)
        return [_rubric(self._question(host, question_id)) for question_id in host.view.asked]

    async def rate(self, session_id: str, wanted: RatingIn, *, role: Role) -> None:
        """Store a rating; also after the interview."""
        host = await self._registry.get(session_id)
        async with host.lock:
            if wanted.question_id not in host.view.asked:
                raise Invalid("that question was not asked in this session", code="unknown_question")
            dimensions = [anchor.dimension for anchor in self._question(host, wanted.question_id).spec.rubric]
            if wanted.dimension not in dimensions:
                raise Invalid(f"the rubric has {', '.join(dimensions)}", code="unknown_dimension")
            event = RubricRated(
                actor=actor_of(role, otherwise=Actor.INTERVIEWER),
                question_id=wanted.question_id,
                dimension=wanted.dimension,
                level=wanted.level,
                comment=wanted.comment,
            )
            await host.append(event)

    async def whisper(self, session_id: str, text: str, *, role: Role) -> str:
        """Tell the agent what it shall say or ask; the whisper's id."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require(host, SessionStatus.ACTIVE, what="a whisper")
            if host.view.taken_over:
                raise Invalid("the agent is silent while you lead: hand back, or write yourself", code="taken_over")
            actor = actor_of(role, otherwise=Actor.INTERVIEWER)
            event = Whispered(actor=actor, whisper_id=uuid.uuid4().hex, text=text)
            await host.append(event)
            return event.whisper_id

    async def extend(self, session_id: str, minutes: int, *, role: Role, reason: str = "") -> SessionHost:
        """Give the interview more time."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require(host, SessionStatus.CREATED, SessionStatus.STARTING, *UNDER_WAY, what="more time")
            actor = actor_of(role, otherwise=Actor.INTERVIEWER)
            await host.append(TimeExtended(actor=actor, extra_ms=minutes * MINUTE_MS, reason=reason))
        return host

    async def take_over(self, session_id: str, *, role: Role) -> SessionHost:
        """A person leads from here; a second call changes nothing."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require(host, *UNDER_WAY, what="taking over")
            if not host.view.taken_over:
                await host.append(TakeoverBegun(actor=actor_of(role, otherwise=Actor.INTERVIEWER)))
        return host

    async def hand_back(self, session_id: str, *, role: Role) -> SessionHost:
        """The agent leads again; a second call changes nothing."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require(host, *UNDER_WAY, what="handing back")
            if host.view.taken_over:
                await host.append(TakeoverEnded(actor=actor_of(role, otherwise=Actor.INTERVIEWER)))
        return host

    async def choices(self, session_id: str) -> list[ChoiceOut]:
        """The questions that may be asked next."""
        host = await self._registry.get(session_id)
        assert host.view.created is not None
        return [
            ChoiceOut(
                question_id=question.id,
                question_title=question.spec.title,
                difficulty=question.spec.difficulty,
                topics=question.spec.topics,
                languages=question.languages,
                estimated_minutes=question.spec.estimated_minutes,
            )
            for question in self._bank.choices(host.view.created, asked=host.view.asked)
        ]

    def _question(self, host: SessionHost, question_id: str) -> Question:
        return self._bank.asked(question_id, home=self._folder / host.session_id)


def _rubric(question: Question) -> RubricOut:
    return RubricOut(
        question_id=question.id,
        question_title=question.spec.title,
        anchors=[AnchorOut(**anchor.model_dump()) for anchor in question.spec.rubric],
        follow_ups=question.spec.follow_ups,
    )


def _require(host: SessionHost, *statuses: SessionStatus, what: str) -> None:
    if host.view.status not in statuses:
        raise NotNow(what, host.view.status)
