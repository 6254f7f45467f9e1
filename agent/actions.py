"""Takes the steps that the policy finds due: what each one says, and which of them need time."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from agent.declining import close_without_model, decline
from agent.ports import Link
from agent.prompt_quality import assessed
from agent.questions import Questions, selected
from agent.record import Attempt
from agent.settings import AgentSettings
from agent.state import NO_FURTHER_QUESTION, AgentState
from agent.steps import (
    Adapt,
    AnswerChat,
    AssessPrompt,
    Assist,
    Begin,
    Close,
    CloseRun,
    Decline,
    Detect,
    EndTurn,
    Estimate,
    Finish,
    GiveFeedback,
    Heed,
    Initialize,
    Introduce,
    Judge,
    KeepWarm,
    NoteStruggle,
    Offer,
    Prompt,
    ReadPrompts,
    Reason,
    ReportFailure,
    RunTests,
    SayNext,
    SayWelcome,
    Select,
    Step,
    Warn,
    WriteQuestion,
    WriteReport,
)
from agent.submission import Judging, told
from agent.voice import Voice
from protocol.events import (
    AbilityEstimated,
    ErrorOccurred,
    HelpfulnessChanged,
    InterviewCompleting,
    InterviewInitialized,
    InterviewInitializing,
    InterviewStarted,
    PromptsRead,
    QuestionDrafted,
    QuestionSelecting,
    StruggleDetected,
    SubmitDetected,
    TestsFinished,
    TimeWarning,
)

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from agent.new_questions import QuestionWriter
    from agent.prompt_reading import PromptReader

NO_QUESTION_FITS = "no_question_fits"

NO_MODEL = "no model speaks in this interview any more"


class Actions:
    """One method a step; every one of them ends in the event that makes the step no longer due."""

    def __init__(
        self,
        state: AgentState,
        *,
        link: Link,
        questions: Questions,
        judging: Judging,
        voice: Voice,
        settings: AgentSettings,
        assistant: "Assistant | None",
        reader: "PromptReader | None",
        writer: "QuestionWriter | None",
        generation: int,
    ) -> None:
        self._state, self._link = state, link
        self._questions, self._judging, self._voice = questions, judging, voice
        self._settings, self._assistant, self._reader = settings, assistant, reader
        self._writer, self._generation = writer, generation
        self._completing = self._selected = False

    def slow(self, step: Step) -> Coroutine[None, None, bool] | None:
        """The work of a step that takes time, or None; its result says whether the step was taken."""
        state = self._state
        match step:
            case Judge(submission_id=submission_id):
                attempt = state.submissions[submission_id]
                return _whole(self._judging.judge(attempt, self._questions.get(attempt.question_id)))
            case RunTests() if state.run is not None:
                return _whole(self._judging.run(state.run, self._questions.get(state.run.question_id)))
            case SayWelcome() | Introduce() | AnswerChat() | Offer() | Prompt() | GiveFeedback():
                return self._voice.say(step)
            case Heed():
                return _whole(self._voice.heed(step))
            case WriteReport():
                return _whole(self._voice.write_report())
            case Finish():
                return _whole(self._voice.finish())
            case Assist(message_id=message_id) if self._assistant is not None:
                return self._assistant.answer(message_id)
            case EndTurn() if self._assistant is not None:
                return self._assistant.end(step)
            case ReadPrompts(question_id=question_id) if self._reader is not None:
                return _whole(self._reader.read(question_id))
            case WriteQuestion(index=index) if self._writer is not None:
                return self._writer.write(index)
            case KeepWarm():
                return self._judging.keep_warm(step, self._questions.get(step.question_id))
        return None

    async def take(self, step: Step) -> None:
        """Take a step that needs no time."""
        emit = self._link.emit
        match step:
            case Initialize():
                if not self._state.initializing and self._generation > 1:
                    await emit(InterviewInitializing(generation=self._generation))
                assistance = self._settings.assistance(self._state.session_id)
                await emit(InterviewInitialized(brain=self._voice.name, assistance=assistance))
            case Select(index=index):
                await self._select(index)
            case SayNext(index=index):
                await emit(QuestionSelecting(index=index))
            case WriteQuestion(index=index) if self._state.draft_open:
                await emit(QuestionDrafted(index=index, question_id=None, reason=NO_MODEL))
            case Begin() if self._state.record is not None or self._selected:
                await emit(InterviewStarted())
            case Detect():
                await self._detect(step)
            case Estimate(submission_id=submission_id):
                ability = self._questions.ability(self._state)
                question_id = self._state.submissions[submission_id].question_id
                await emit(
                    AbilityEstimated(
                        question_id=question_id, ability_milli=ability.milli, error_milli=ability.error_milli
                    )
                )
            case CloseRun(run_id=run_id) if run_id not in self._judging.finished:
                await self._close_run(run_id)
            case ReportFailure(code=code, message=message):
                await emit(ErrorOccurred(code=code, message=message))
            case Warn(minutes_left=minutes_left):
                await emit(TimeWarning(minutes_left=minutes_left))
            case NoteStruggle():
                await emit(
                    StruggleDetected(question_id=step.question_id, kind=step.kind, case=step.case, count=step.count)
                )
            case Decline(message_id=message_id) | Assist(message_id=message_id):
                await decline(self._state, self._link, self._settings, message_id)
            case EndTurn():
                await close_without_model(self._state, self._link, step.reason)
            case AssessPrompt(message_id=message_id):
                open_ = self._state.exchanges.open
                await emit(assessed(next(one for one in open_ if one.message_id == message_id)))
            case ReadPrompts(question_id=question_id):
                await emit(PromptsRead(question_id=question_id, model="", readings=[], reason=NO_MODEL))
            case Adapt():
                await emit(HelpfulnessChanged(level=step.level, before=self._state.help.level, reason=step.reason))
            case Close(reason=reason):
                await self._complete(reason)

    async def _select(self, index: int) -> None:
        state, emit = self._state, self._link.emit
        if state.selecting < index:
            await emit(QuestionSelecting(index=index))
        question = self._questions.next(state)
        if question is not None:
            await emit(selected(question, state, index=index))
            self._selected = True
        elif state.next_request is not None:
            message = "there is no further question for this interview; it goes on with this one"
            await emit(ErrorOccurred(code=NO_FURTHER_QUESTION, message=message))
        elif state.records:
            await self._complete("questions_done")
        else:
            await emit(ErrorOccurred(code=NO_QUESTION_FITS, message=self._questions.none_fits(state), fatal=True))

    async def _complete(self, reason: Reason) -> None:
        """Once, also when a wish to end crosses the time limit on its way."""
        if not self._completing:
            self._completing = True
            await self._link.emit(InterviewCompleting(reason=reason))

    async def _detect(self, step: Detect) -> None:
        """The server's own submission keeps its versions; ours are those of this moment."""
        known = self._state.submissions.get(step.submission_id)
        await self._link.emit(
            SubmitDetected(
                submission_id=step.submission_id,
                question_id=step.question_id,
                source=step.source,
                versions=known.versions if known is not None else self._state.versions(),
                code_hash=known.code_hash if known is not None else self._state.code_hash(),
            )
        )

    async def _close_run(self, run_id: str) -> None:
        run = next(one for one in self._state.superseded if one.id == run_id)
        passed, failed = told(run.results, run.own)
        reports = [*run.results.values(), *run.own.values()]
        await self._link.emit(
            TestsFinished(
                run_id=run_id,
                kind="run",
                question_id=run.question_id,
                passed=passed,
                failed=failed,
                total=run.total + len(run.own),
                duration_ms=sum(report.duration_ms for report in reports),
                error=self._why_closed(run),
                end="cancelled" if run.cancelled else "superseded",
            )
        )

    def _why_closed(self, run: Attempt) -> str:
        if run.cancelled:
            return "the run was cancelled"
        if self._state.completing is not None:
            return "the interview ended before this run was done"
        if run.question_id != self._state.current_id:
            return "the next question took the place of this run"
        record = self._state.record
        if record is not None and run.language is not record.language:
            return "another language took the place of this run"
        return "a later run took its place"


async def _whole(work: Coroutine[None, None, None]) -> bool:
    await work
    return True
