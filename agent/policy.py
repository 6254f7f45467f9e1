"""What is due now, and when to look again: a pure function of the state, the settings and the clock.

Nothing here remembers anything. Every step leaves an event; while that event is not in the log the
step is due. An agent that was killed therefore takes up exactly what is missing.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from agent.documents import texts
from agent.helping import REST_MS, adapting, assessing, helping, time_short_ms
from agent.intents import is_submission
from agent.record import HELP_PAUSE_MS, Attempt, QuestionRecord, Struggle
from agent.settings import AgentSettings
from agent.state import AgentState
from agent.steps import (
    AnswerChat,
    Begin,
    Close,
    CloseRun,
    Detect,
    Estimate,
    Finish,
    GiveFeedback,
    Heed,
    Initialize,
    Introduce,
    Judge,
    NoteStruggle,
    Offer,
    Prompt,
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
from agent.warmth import cold_ms, warming
from protocol.values import CaseOutcome, SessionStatus, SubmitSource

MINUTE_MS = 60_000
TYPING_MS = 4_000
"""After an edit nothing is said unasked for so long."""
WARNINGS = (10, 5, 1)
UNTOUCHED_RUNG = 2
"""An empty file needs a way in, not the last rung of the ladder."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due, in order; `wake_ms` is the interview time at which something else may be."""

    steps: tuple[Step, ...]
    wake_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint and the rung it stands on; 0 when it only points at the code as it is."""

    level: int
    text: str


def speech_id(session_id: str, what: str) -> str:
    """The message id of one utterance: the same for every run of the agent."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{session_id} {what}"))


def agenda(state: AgentState, settings: AgentSettings, *, now_ms: int, moving: bool) -> Agenda:
    """Everything that is due at `now_ms` of interview time; `moving` says whether that time runs."""
    if state.created is None or state.status.over:
        return Agenda(())
    opening = tuple(_opening(state))
    if opening:
        return Agenda(opening)
    if state.status is SessionStatus.COMPLETING:
        return Agenda(tuple(_closing(state)))
    record = state.record
    assert record is not None, "an interview that was opened has a question"
    if state.status is SessionStatus.ACTIVE and now_ms >= state.duration_ms:
        return Agenda((Close("time_limit"),))
    steps: list[Step] = [*_tests(state), *assessing(state)]
    if state.status is not SessionStatus.ACTIVE:
        return Agenda((*steps, *helping(state), *_talk(state, record, settings, now_ms, paused=True)))
    steps += _warnings(state, now_ms)
    steps += _detections(state, record, settings, now_ms)
    steps += _moving_on(state, record, settings)
    steps += helping(state)
    steps += adapting(state, now_ms=now_ms)
    talk = list(_talk(state, record, settings, now_ms, paused=False))
    if not talk and not steps:
        talk = list(_nudges(state, record, settings, now_ms))
    steps += [*talk, *_writing(state, settings)]
    warm = warming(state, record, now_ms=now_ms) if moving else ()
    return Agenda((*steps, *warm), _wake(state, record, settings, now_ms) if moving else None)


def _opening(state: AgentState) -> Iterator[Step]:
    """What begins an interview, said in one go: none of it waits for anybody."""
    if not state.initialized:
        yield Initialize()
    if state.status is not SessionStatus.COMPLETING:
        if state.record is None:
            yield Select(0)
        if not state.started:
            yield Begin()


def _tests(state: AgentState) -> Iterator[Step]:
    """Runs and submissions, whatever else goes on."""
    for attempt in state.submissions.values():
        yield from _submission(attempt, final=False)
    for run in state.superseded:
        yield CloseRun(run.id)
    if state.run is not None and state.run.open:
        yield RunTests(state.run.id)
    yield from _failures(state)


def _submission(attempt: Attempt, *, final: bool) -> Iterator[Step]:
    if not attempt.detected and attempt.source is not None:
        yield Detect(attempt.id, attempt.question_id, attempt.source)
    elif attempt.open:
        yield Judge(attempt.id)
    elif attempt.judged is not None:
        if not attempt.estimated:
            yield Estimate(attempt.id)
        if attempt.feedback_seq is None and not (final and attempt.source is SubmitSource.TIMEOUT):
            yield GiveFeedback(attempt.id)


def _failures(state: AgentState) -> Iterator[Step]:
    for number, (code, message) in enumerate(state.unreported, start=len(state.errors)):
        yield ReportFailure(code, message, number)


def _warnings(state: AgentState, now_ms: int) -> Iterator[Step]:
    """The nearest warning only: after an outage an older one would be untrue."""
    left_ms = state.duration_ms - now_ms
    due = [
        minutes for minutes in WARNINGS if left_ms <= minutes * MINUTE_MS and state.duration_ms > minutes * MINUTE_MS
    ]
    if due and not any(said <= due[-1] for said in state.warned):
        yield Warn(due[-1])


# -- handing in -------------------------------------------------------------------------------------


def own_submission_id(state: AgentState, record: QuestionRecord, source: SubmitSource) -> str:
    """The id of the next submission that the agent itself finds on this question."""
    number = len(state.attempts_on(record.id))
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{state.session_id} {record.id} {source} {number}").hex


def _detections(state: AgentState, record: QuestionRecord, settings: AgentSettings, now_ms: int) -> Iterator[Step]:
    """At most one: the next is looked at when this one is in the log."""
    if record.solved:
        return
    for line in state.unanswered:
        if is_submission(line.text) and state.handed_in(record.id, state.code_hash()) is None:
            yield Detect(line.submission_id, record.id, SubmitSource.CHAT)
            return
    at_rest = now_ms - state.last_edit_ms >= settings.marker_rest_s * 1000
    if record.marked and at_rest and state.handed_in(record.id, state.code_hash()) is None:
        yield Detect(own_submission_id(state, record, SubmitSource.MARKER), record.id, SubmitSource.MARKER)


def _moving_on(state: AgentState, record: QuestionRecord, settings: AgentSettings) -> Iterator[Step]:
    if state.unreported or any(attempt.open for attempt in state.submissions.values()):
        return
    if state.taken_over and state.next_request is None:
        return
    accepted = [a for a in state.attempts_on(record.id) if a.judged is not None and a.judged.accepted]
    if state.next_request is None and not any(attempt.feedback_seq for attempt in accepted):
        return
    named = state.next_request is not None and state.next_request.question_id is not None
    if state.draft_open and not named:
        if state.selecting < len(state.records):
            yield SayNext(len(state.records))
    elif state.next_request is not None or len(state.records) < question_count(state, settings):
        yield Select(len(state.records), state.next_request_seq if state.next_request is not None else None)
    else:
        yield Close("questions_done")


def _writing(state: AgentState, settings: AgentSettings) -> Iterator[WriteQuestion]:
    """The next question but this one, in time, where a model could have to write it: one at a time."""
    index, created = len(state.records), state.created
    if created is None or not settings.drafts_questions:
        return
    if state.draft_open:
        yield WriteQuestion(state.drafting)
        return
    wanted = not created.question_ids and not state.taken_over and index < question_count(state, settings)
    if wanted and state.unasked_draft is None and index not in state.drafted:
        yield WriteQuestion(index)


def question_count(state: AgentState, settings: AgentSettings) -> int:
    """How many questions make this interview."""
    wanted = state.created.question_ids if state.created is not None else []
    return len(wanted) or settings.questions_per_interview


# -- talking ----------------------------------------------------------------------------------------


def _talk(
    state: AgentState, record: QuestionRecord, settings: AgentSettings, now_ms: int, *, paused: bool
) -> Iterator[Step]:
    """The next thing to say: one at a time, in order."""
    speech = list(_speeches(state, record, settings, now_ms, paused=paused))
    yield from speech[:1]


def _speeches(
    state: AgentState, record: QuestionRecord, settings: AgentSettings, now_ms: int, *, paused: bool
) -> Iterator[Step]:
    if state.taken_over:
        return
    if speech_id(state.session_id, "welcome") not in state.said:
        yield SayWelcome()
    introduced = record.id in state.introduced or speech_id(state.session_id, f"introduce {record.id}") in state.said
    if not introduced and not record.solved:
        yield Introduce(record.id)
    for line in state.unanswered:
        if not is_submission(line.text):
            yield AnswerChat(line.message_id)
        elif not paused:
            known = _known(state, record)
            if known is not None:
                yield AnswerChat(line.message_id, known.id)
    if not paused:
        yield from (Heed(whisper_id) for whisper_id in state.whispers)
    if paused or record.solved:
        return
    found = record.struggle_due(runs=settings.struggle_runs, within_ms=int(settings.struggle_within_s * 1000))
    if found is not None:
        yield NoteStruggle(record.id, found.kind, found.case, found.count)
    last = _offered(state, record)
    if last is not None and now_ms >= state.last_edit_ms + TYPING_MS:
        yield Offer(record.id, last.kind, last.case, last.count, last.seq)


def _offered(state: AgentState, record: QuestionRecord) -> Struggle | None:
    """The struggle that help is to be offered for; newer results make an offer stale."""
    last = record.struggle
    if last is None or last.seq < record.results_seq:
        return None
    return None if speech_id(state.session_id, f"offer {last.seq}") in state.said else last


def _known(state: AgentState, record: QuestionRecord) -> Attempt | None:
    if record.solved:
        return next(a for a in state.attempts_on(record.id) if a.judged is not None and a.judged.accepted)
    return state.handed_in(record.id, state.code_hash())


def _nudge_ms(state: AgentState, record: QuestionRecord, settings: AgentSettings) -> int | None:
    """When the next nudge is due if nothing happens before."""
    waiting = state.taken_over or record.solved or state.busy or state.next_request is not None
    if waiting or record.nudges >= settings.max_nudges:
        return None
    quiet_ms = state.quiet_since_ms + int(settings.nudge_after_s * 1000) * (record.nudges + 1)
    return max(quiet_ms, record.prompted_ms + HELP_PAUSE_MS)


def _nudges(state: AgentState, record: QuestionRecord, settings: AgentSettings, now_ms: int) -> Iterator[Step]:
    due_ms = _nudge_ms(state, record, settings)
    if due_ms is not None and now_ms >= due_ms:
        yield Prompt(record.id, record.nudges)


def fitting_hint(record: QuestionRecord, hints: tuple[str, ...]) -> Hint:
    """The hint that fits the present code and its newest results."""
    if record.cases and record.results_version == texts(record.shown):
        first = record.cases[0]
        if first.outcome is CaseOutcome.COMPILE_ERROR:
            where = f" at line {first.line}" if first.line else ""
            return Hint(0, f"The code does not load yet{where}: {_last_line(first.error)}")
        if all(case.passed for case in record.cases):
            return Hint(0, "All visible cases pass. Which limits and special cases of the statement do they not cover?")
    rung = min(record.rung + 1, len(hints))
    if not record.touched:
        rung = min(rung, UNTOUCHED_RUNG)
    return Hint(rung, hints[rung - 1])


def _last_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return lines[-1].strip()[:300] if lines else "no reason was given"


# -- the end ----------------------------------------------------------------------------------------


def _closing(state: AgentState) -> Iterator[Step]:
    if state.completing is None:
        yield Close("requested")
        return
    if state.help.turn is not None:
        yield from helping(state)
        return
    last = _last_code(state)
    if last is not None:
        yield last
        return
    steps = [step for attempt in state.submissions.values() for step in _submission(attempt, final=True)]
    steps += [CloseRun(run.id) for run in state.superseded]
    steps += _failures(state)
    steps += assessing(state)
    if steps:
        yield from steps
    elif state.report is None:
        yield WriteReport()
    else:
        yield Finish()


def _last_code(state: AgentState) -> Detect | None:
    """The last code state, when it was worked on and never handed in."""
    record = state.record
    if record is None or record.solved or not record.touched:
        return None
    digest = state.code_hash()
    tried = any(a.source is SubmitSource.TIMEOUT and a.code_hash == digest for a in state.attempts_on(record.id))
    if tried or state.handed_in(record.id, digest) is not None:
        return None
    return Detect(own_submission_id(state, record, SubmitSource.TIMEOUT), record.id, SubmitSource.TIMEOUT)


def _wake(state: AgentState, record: QuestionRecord, settings: AgentSettings, now_ms: int) -> int | None:
    moments = [state.duration_ms]
    moments += [state.duration_ms - minutes * MINUTE_MS for minutes in WARNINGS]
    moments.append(state.help.leaning.since_ms + REST_MS)
    moments.append(time_short_ms(state))
    moments.append(cold_ms(state))
    if record.marked:
        moments.append(state.last_edit_ms + int(settings.marker_rest_s * 1000))
    nudge_ms = _nudge_ms(state, record, settings)
    if nudge_ms is not None:
        moments.append(nudge_ms)
    if _offered(state, record) is not None:
        moments.append(state.last_edit_ms + TYPING_MS)
    return min((moment for moment in moments if moment > now_ms), default=None)
