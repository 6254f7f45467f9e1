"""Puts the agent's moments into words and says them: streamed as signals, then stored as one event."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from agent.brains.base import (
    Answer,
    Brain,
    BrainError,
    Ear,
    FinalFeedback,
    Guidance,
    IntroduceQuestion,
    Moment,
    Nudge,
    OfferHelp,
    Scene,
    SubmissionFeedback,
    Welcome,
)
from agent.evidence import proven, witnesses
from agent.feedback import overall_per_mille, overall_scores, question_report, work_of
from agent.intents import Intent, intent_of
from agent.policy import Agenda, fitting_hint, speech_id
from agent.ports import Link
from agent.questions import Questions
from agent.record import Attempt, QuestionRecord
from agent.saying import Saying
from agent.scene import scene_of
from agent.state import AgentState
from agent.steps import AnswerChat, GiveFeedback, Heed, Introduce, Offer, Prompt, SayWelcome
from bank.models import PublicQuestion
from protocol.events import (
    ChatMessage,
    FeedbackGiven,
    InactivityNudge,
    InterviewCompleted,
    ReportWritten,
    WhisperHeard,
)
from protocol.facts import Claim, EventBody
from protocol.values import Assistance, Helpfulness

Speech = SayWelcome | Introduce | AnswerChat | Offer | Prompt | GiveFeedback

REASONS = {
    "requested": "it was ended on request",
    "time_limit": "the time was over",
    "questions_done": "all questions were done",
}


class Now(Protocol):
    """What is known at this moment."""

    state: AgentState

    def now_ms(self) -> int:
        """Interview time."""

    def due(self) -> Agenda:
        """What the policy wants."""


class Voice:
    """Says what the policy decided to say."""

    def __init__(self, link: Link, brain: Brain, *, now: Now, questions: Questions) -> None:
        self._link, self._brain, self._now, self._questions = link, brain, now, questions

    @property
    def name(self) -> str:
        """Who speaks."""
        return self._brain.name

    async def say(self, step: Speech) -> bool:
        """Speak; an unasked word that nobody needs any more when it is found is not said: then False."""
        event = await self._words(step)
        if isinstance(step, Prompt | Offer) and step not in self._now.due().steps:
            return False
        await self._link.emit(event)
        return True

    async def heed(self, step: Heed) -> None:
        """Follow the interviewer's wish, or tell why not."""
        state = self._now.state
        message_id = speech_id(state.session_id, f"heed {step.whisper_id}")
        reason = ""
        if message_id not in state.said:
            try:
                await self._link.emit(await self._chat(Guidance(state.whispers[step.whisper_id]), message_id))
            except BrainError as error:
                reason = error.reason
        await self._link.emit(WhisperHeard(whisper_id=step.whisper_id, followed=not reason, reason=reason))

    async def _words(self, step: Speech) -> EventBody:
        state = self._now.state
        session = state.session_id
        match step:
            case SayWelcome():
                return await self._chat(Welcome(), speech_id(session, "welcome"))
            case Introduce(question_id=question_id):
                return await self._chat(IntroduceQuestion(), speech_id(session, f"introduce {question_id}"))
            case AnswerChat():
                return await self._answer(step)
            case Offer():
                # An offer shows no new rung: the last one that was shown, or the gentlest.
                hint = self._public().hints[max(0, min(self._record().rung, len(self._public().hints)) - 1)]
                fix = state.help.kind is Assistance.AGENT and state.help.level is not Helpfulness.CONSULTANT
                fix = fix and not state.help.paused
                moment = OfferHelp(case=step.case, count=step.count, hint=hint, kind=step.kind, fix=fix)
                return await self._chat(moment, speech_id(session, f"offer {step.seq}"))
            case Prompt(question_id=question_id):
                idle_ms = self._now.now_ms() - state.last_work_ms
                found = fitting_hint(self._record(), self._public().hints)
                text = await self._speak(Nudge(idle_ms=idle_ms, level=found.level, hint=found.text))
                return InactivityNudge(text=text, idle_ms=idle_ms, level=found.level, question_id=question_id)
            case GiveFeedback(submission_id=submission_id):
                attempt = state.submissions[submission_id]
                text = await self._speak(_feedback(attempt))
                return FeedbackGiven(submission_id=submission_id, question_id=attempt.question_id, text=text)

    def _record(self) -> QuestionRecord:
        record = self._now.state.record
        assert record is not None, "spoken about a question"
        return record

    def _public(self) -> PublicQuestion:
        return self._questions.get(self._record().id).public()

    async def _answer(self, step: AnswerChat) -> ChatMessage:
        state = self._now.state
        message = next(line for line in state.unanswered if line.message_id == step.message_id)
        message_id = speech_id(state.session_id, f"answer {step.message_id}")
        if step.known is not None:
            text = _handed_in_already(state.submissions[step.known])
            return ChatMessage(message_id=message_id, text=text, moment="answer", in_reply_to=step.message_id)
        said = await self._chat(Answer(message.text), message_id)
        hinted = intent_of(message.text) is Intent.HINT and self._record().rung < len(self._public().hints)
        return said.model_copy(update={"in_reply_to": step.message_id, "moment": "hint" if hinted else "answer"})

    async def _chat(self, moment: Moment, message_id: str) -> ChatMessage:
        text = await self._speak(moment, message_id=message_id)
        return ChatMessage(message_id=message_id, text=text, moment=moment.name)

    async def _speak(self, moment: Moment, *, message_id: str | None = None) -> str:
        said: list[EventBody] = []
        saying = Saying(self._link, message_id, voice="interviewer") if message_id is not None else None
        ear = self._ear(saying, said)
        try:
            return await self._brain.speak(moment, self._scene(), ear)
        except asyncio.CancelledError:
            ear.restart()
            raise
        finally:
            if saying is not None:
                saying.end()
            for event in said:
                await self._link.emit(event)

    def _scene(self) -> Scene:
        state = self._now.state
        question = self._questions.get(state.record.id).public() if state.record is not None else None
        return scene_of(state, question, now_ms=self._now.now_ms())

    @staticmethod
    def _ear(saying: Saying | None, said: list[EventBody]) -> Ear:
        """Text goes out while it comes; what is durable is gathered and said after the words."""

        def unheard(_: str = "") -> None:
            pass

        text, restart = (unheard, unheard) if saying is None else (saying.hear, saying.restart)
        return Ear(text=text, restart=restart, usage=said.append, failed=said.append, alarm=said.append)

    # -- the end -------------------------------------------------------------------------------------

    def _final(self) -> FinalFeedback:
        state = self._now.state
        now_ms = self._now.now_ms()
        reports = tuple(
            question_report(work_of(state, question_id, self._questions.get(question_id), now_ms=now_ms))
            for question_id in state.records
        )
        return FinalFeedback(
            reason=REASONS[state.completing or "requested"],
            questions=reports,
            scores=tuple(overall_scores(reports)),
            witnesses=witnesses(state),
        )

    async def write_report(self) -> None:
        """Compute the scores, let the brain write the prose, store the report."""
        state, moment = self._now.state, self._final()
        said: list[EventBody] = []
        claims = await self._brain.conclude(moment, self._scene(), self._ear(None, said))
        for event in said:
            await self._link.emit(event)
        claims = proven(claims, moment.witnesses)
        await self._link.emit(
            ReportWritten(
                report_id=speech_id(state.session_id, "report"),
                overall_per_mille=overall_per_mille(moment.scores),
                questions=list(moment.questions),
                scores=list(moment.scores),
                summary=" ".join(_texts(claims, "summary")),
                strengths=_texts(claims, "strength"),
                improvements=_texts(claims, "improvement"),
                brain=self._brain.name,
                claims=list(claims),
            )
        )

    async def finish(self) -> None:
        """The last words."""
        report = self._now.state.report
        assert report is not None, "the report is written before the last words"
        feedback = await self._speak(self._final())
        await self._link.emit(InterviewCompleted(feedback=feedback, report_id=report.report_id))


def _texts(claims: Iterable[Claim], kind: str) -> list[str]:
    return [claim.text for claim in claims if claim.kind == kind]


def _feedback(attempt: Attempt) -> SubmissionFeedback:
    judged = attempt.judged
    assert judged is not None, "feedback follows a verdict"
    return SubmissionFeedback(
        accepted=judged.accepted,
        outcome=judged.outcome.value,
        message=judged.message,
        passed=judged.passed,
        total=judged.total,
    )


def _handed_in_already(attempt: Attempt) -> str:
    judged = attempt.judged
    if judged is None:
        return "I have this version already and am judging it right now; the result will be here in a moment."
    if judged.accepted:
        return "This question is already accepted, there is nothing left to hand in on it."
    return (
        f"I have judged exactly this code before: {judged.passed} of {judged.total} cases pass. "
        "As soon as you change something you can hand in again, as often as you like."
    )
