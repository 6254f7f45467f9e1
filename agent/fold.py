"""How each event changes the agent's state: a pure fold over the log, with no I/O.

The law: folding in any split gives the same state. A decision is made on this state alone, so an
agent that was killed anywhere finds by folding what is done and what is still to do.
"""

from collections.abc import Iterable

from agent.direction import fold_direction
from agent.documents import opened, texts_at, written
from agent.record import Attempt, QuestionRecord, Said, Struggle
from agent.state import NO_FURTHER_QUESTION, NOT_JUDGED, TESTS_NOT_RUN, AgentState
from protocol.events import (
    AbilityEstimated,
    AgentRestarted,
    AssistantChangeRejected,
    ChatMessage,
    CodeChanged,
    CodeSnapshot,
    EndRequested,
    ErrorOccurred,
    FeedbackGiven,
    FileChanged,
    InactivityNudge,
    InterviewCancelled,
    InterviewCompleted,
    InterviewCompleting,
    InterviewInitialized,
    InterviewInitializing,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
    NextRequested,
    QuestionDrafted,
    QuestionDrafting,
    QuestionSelected,
    QuestionSelecting,
    ReportWritten,
    RunCancelled,
    RunRequested,
    SessionCreated,
    StartRequested,
    StruggleDetected,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TakeoverBegun,
    TakeoverEnded,
    TerminalInput,
    TestResult,
    TestsFinished,
    TestsStarted,
    TimeExtended,
    TimeWarning,
    UsageRecorded,
    Whispered,
    WhisperHeard,
)
from protocol.frames import Envelope
from protocol.values import Actor, Assistance, Phase, SessionStatus, code_hash

TALK_KEPT = 200


def apply(state: AgentState, envelope: Envelope) -> None:
    """Fold one committed event."""
    state.head, state.elapsed_ms = envelope.seq, envelope.elapsed_ms
    seq, now_ms, event = envelope.seq, envelope.elapsed_ms, envelope.event
    match event:
        case CodeChanged() | CodeSnapshot() | LanguageChanged():
            _fold_code(state, event, seq, now_ms)
        case ChatMessage():
            _fold_chat(state, event, seq, now_ms)
        case RunRequested() | SubmitRequested() | SubmitDetected():
            _fold_attempt(state, event, seq, now_ms)
        case RunCancelled(run_id=run_id):
            if state.run is not None and state.run.open and state.run.id == run_id:
                state.run.cancelled = True
                _supersede(state, state.run)
        case TestsStarted() | TestResult() | TestsFinished():
            _fold_tests(state, event, seq, now_ms)
        case SubmissionJudged() | AbilityEstimated() | FeedbackGiven():
            _fold_verdict(state, event, seq, now_ms)
        case QuestionSelecting() | QuestionSelected() | NextRequested():
            _fold_question(state, event, seq, now_ms)
        case QuestionDrafting(index=index):
            state.drafting = index
        case QuestionDrafted(index=index, question_id=question_id):
            state.drafted[index] = question_id
        case InactivityNudge() | StruggleDetected():
            _fold_help(state, event, seq, now_ms)
        case TerminalInput() | FileChanged():
            if isinstance(event, FileChanged) and event.kind != "delete" and state.record is not None:
                state.record.note_tests(event.path)
            if event.actor is Actor.CANDIDATE:
                state.last_work_ms = state.quiet_since_ms = now_ms
            else:
                state.help.apply(event, seq, now_ms)
        case TimeWarning():
            state.warned.add(event.minutes_left)
        case TimeExtended() | Whispered() | WhisperHeard() | TakeoverBegun() | TakeoverEnded():
            fold_direction(state, event, seq=seq, now_ms=now_ms)
        case UsageRecorded():
            state.usage.append(event)
            state.help.apply(event, seq, now_ms)
        case ErrorOccurred():
            _fold_error(state, event)
        case AssistantChangeRejected(change_id=change_id):
            for record in state.records.values():
                record.written.pop(change_id, None)
        case _:
            _fold_course(state, envelope)
    state.exchanges.apply(event, seq)


def _fold_course(state: AgentState, envelope: Envelope) -> None:
    event = envelope.event
    match event:
        case SessionCreated():
            state.created, state.candidate_name, state.mode = event, event.candidate_name, event.interview_mode
            state.help.level = event.helpfulness
        case StartRequested():
            state.status = SessionStatus.STARTING
            state.candidate_name = event.candidate_name or state.candidate_name
            state.mode = event.interview_mode or state.mode
        case InterviewInitializing():
            state.initializing, state.generation = True, event.generation
        case AgentRestarted():
            state.generation = event.generation
        case InterviewInitialized():
            state.initialized, state.help.kind = True, event.assistance
        case InterviewStarted():
            state.started, state.status = True, SessionStatus.ACTIVE
            state.last_work_ms = state.quiet_since_ms = envelope.elapsed_ms
        case InterviewPaused():
            state.status = SessionStatus.PAUSED
        case InterviewResumed():
            state.status = SessionStatus.ACTIVE
            state.quiet_since_ms = envelope.elapsed_ms
        case EndRequested():
            state.status, state.end_requested = SessionStatus.COMPLETING, True
        case InterviewCompleting():
            state.status, state.phase, state.completing = SessionStatus.COMPLETING, Phase.COMPLETING, event.reason
            state.completing_seq = envelope.seq
            _leave(state, envelope.elapsed_ms)
            if state.run is not None and state.run.open:
                _supersede(state, state.run)
        case ReportWritten():
            state.report = event
        case InterviewCompleted():
            state.status, state.phase = SessionStatus.COMPLETED, Phase.DONE
        case InterviewCancelled():
            state.status = SessionStatus.CANCELLED
        case _:
            state.help.apply(event, envelope.seq, envelope.elapsed_ms)


def _fold_error(state: AgentState, event: ErrorOccurred) -> None:
    if event.fatal:
        state.status = SessionStatus.FAILED
        return
    state.errors.append(event.message)
    if event.code == NO_FURTHER_QUESTION:
        state.next_request = None
    if (event.code, event.message) in state.unreported:
        state.unreported.remove((event.code, event.message))


def _fold_question(
    state: AgentState, event: QuestionSelecting | QuestionSelected | NextRequested, seq: int, now_ms: int
) -> None:
    if isinstance(event, NextRequested):
        state.next_request, state.next_request_seq = event, seq
        return
    state.phase = Phase.SELECTING
    state.selecting = event.index
    if isinstance(event, QuestionSelected):
        _leave(state, now_ms)
        record = QuestionRecord(event, seq=seq, language=event.language, selected_ms=now_ms)
        record.documents = opened(event.files)
        record.paths = list(record.documents)
        record.note_tests(*(file.path for file in event.files if not file.readonly))
        record.touch_markers()
        state.records[event.question_id] = record
        state.current_id, state.next_request, state.phase = event.question_id, None, Phase.WORKING
        if state.taken_over:
            state.introduced.add(event.question_id)
        state.last_work_ms = state.last_edit_ms = state.quiet_since_ms = now_ms
        state.help.moved_on(seq, now_ms)
        if state.run is not None and state.run.open:
            _supersede(state, state.run)


def _leave(state: AgentState, now_ms: int) -> None:
    if state.record is not None and state.record.left_ms is None:
        state.record.left_ms = now_ms


def _fold_code(state: AgentState, event: CodeChanged | CodeSnapshot | LanguageChanged, seq: int, now_ms: int) -> None:
    # A change of the former question may be committed just after the next one was shown.
    record = state.records.get(event.question_id)
    if record is None:
        return
    if isinstance(event, LanguageChanged):
        state.help.shown_on = None
        record.switch(event)
        if state.run is not None and state.run.open and record.id == state.current_id:
            _supersede(state, state.run)
    else:
        document = record.documents.get(event.path)
        if document is None:
            return
        before = document.text
        if isinstance(event, CodeChanged):
            document.change(event.changes, event.version)
        else:
            document.replace(event.content, event.version)
        record.follow_markers(event.path, before, by_candidate=event.actor is Actor.CANDIDATE)
        if isinstance(event, CodeChanged):
            state.help.edited(event, before)
            record.count_edit(event, seq=seq)
    if event.actor is Actor.CANDIDATE:
        state.last_work_ms = state.last_edit_ms = state.quiet_since_ms = now_ms


def _fold_chat(state: AgentState, event: ChatMessage, seq: int, now_ms: int) -> None:
    line = Said(event.message_id, event.actor, event.text, seq=seq, moment=event.moment)
    if event.to == "assistant":
        state.quiet_since_ms = now_ms
        if event.actor is not Actor.ASSISTANT:
            state.last_work_ms = now_ms
            state.help.asked(line)
            if event.actor is Actor.CANDIDATE and state.record is not None and state.help.kind is not Assistance.OFF:
                state.exchanges.asked(line, state.record)
        return
    state.talk.append(line)
    del state.talk[:-TALK_KEPT]
    state.quiet_since_ms = now_ms
    if event.actor is Actor.AGENT:
        state.said.add(event.message_id)
        state.unanswered = [one for one in state.unanswered if one.message_id != event.in_reply_to]
        if event.moment == "offer_help" and state.record is not None:
            state.record.prompted_ms = now_ms
        if event.moment == "hint" and state.record is not None:
            state.record.rung += 1
            state.record.help_seqs.append(seq)
    elif event.actor is Actor.CANDIDATE:
        state.last_work_ms = now_ms
        state.unanswered.append(line)


def _fold_attempt(
    state: AgentState, event: RunRequested | SubmitRequested | SubmitDetected, seq: int, now_ms: int
) -> None:
    record = state.records.get(event.question_id)
    if record is None:
        return
    if event.actor is Actor.CANDIDATE:
        state.last_work_ms = state.quiet_since_ms = now_ms
    if isinstance(event, RunRequested):
        if state.run is not None and state.run.open:
            _supersede(state, state.run)
        files = texts_at(record.documents, event.versions)
        state.run = Attempt(
            event.run_id, "run", record.id, record.language, files, seq=seq, at_ms=now_ms, by=event.actor,
            what=event.what, paths=tuple(event.paths),
        )  # fmt: skip
        return
    known = state.submissions.get(event.submission_id)
    if known is None and state.handed_in(record.id, event.code_hash) is None:
        known = _take_submission(state, record, event, seq, now_ms)
    if isinstance(event, SubmitDetected):
        if known is not None and known.open:
            known.detected, state.phase = True, Phase.JUDGING
        state.unanswered = [line for line in state.unanswered if line.submission_id != event.submission_id]


def _take_submission(
    state: AgentState, record: QuestionRecord, event: SubmitRequested | SubmitDetected, seq: int, now_ms: int
) -> Attempt:
    files = texts_at(record.documents, event.versions)
    if files is not None and code_hash(written(record.documents, files)) != event.code_hash:
        files = None
    taken = Attempt(
        event.submission_id, "submission", record.id, record.language, files, seq=seq, at_ms=now_ms,
        source=event.source, versions=event.versions, code_hash=event.code_hash,
    )  # fmt: skip
    state.submissions[event.submission_id] = taken
    record.touch_markers()
    return taken


def _supersede(state: AgentState, run: Attempt) -> None:
    run.superseded = True
    state.superseded.append(run)


def _attempt(state: AgentState, run_id: str) -> Attempt | None:
    if state.run is not None and state.run.id == run_id:
        return state.run
    return state.submissions.get(run_id) or next((run for run in state.superseded if run.id == run_id), None)


def _fold_tests(state: AgentState, event: TestsStarted | TestResult | TestsFinished, seq: int, now_ms: int) -> None:
    attempt = _attempt(state, event.run_id)
    if attempt is None:
        return
    if isinstance(event, TestsStarted):
        attempt.started, attempt.total = True, event.total
        return
    if isinstance(event, TestResult):
        (attempt.own if event.case.own else attempt.results)[event.case.name] = event.case
        return
    attempt.finished_seq, attempt.duration_ms = seq, event.duration_ms
    state.quiet_since_ms = now_ms
    if attempt.superseded:
        state.superseded = [run for run in state.superseded if run is not attempt]
        return
    if event.end == "broken":
        attempt.failed = True
        state.unreported.append((TESTS_NOT_RUN if attempt.kind == "run" else NOT_JUDGED, event.error or ""))
        if attempt.kind == "submission":
            state.phase = Phase.WORKING
        return
    record = state.records[attempt.question_id]
    if attempt.what != "tests":
        record.count_run(attempt, seq=seq, at_ms=now_ms)
    if attempt.by is Actor.ASSISTANT:
        state.help.runs += 1
        return
    if attempt.what != "tests":
        state.help.finished(sum(case.passed for case in record.cases), len(record.cases))
    if attempt.kind == "run":
        record.runs += 1


def _fold_verdict(
    state: AgentState, event: SubmissionJudged | AbilityEstimated | FeedbackGiven, seq: int, now_ms: int
) -> None:
    if isinstance(event, AbilityEstimated):
        state.ability_milli, state.error_milli = event.ability_milli, event.error_milli
        for attempt in state.submissions.values():
            if attempt.judged is not None and attempt.question_id == event.question_id:
                attempt.estimated = True
        return
    attempt = state.submissions[event.submission_id]
    state.quiet_since_ms = now_ms
    if isinstance(event, FeedbackGiven):
        attempt.feedback_seq = seq
        return
    attempt.judged, attempt.judged_seq, attempt.judged_ms = event, seq, now_ms
    if state.taken_over:
        attempt.feedback_seq = seq
    state.phase = Phase.WORKING
    state.records[event.question_id].count_verdict(event)
    if event.accepted:
        state.records[event.question_id].solved = True


def _fold_help(state: AgentState, event: InactivityNudge | StruggleDetected, seq: int, now_ms: int) -> None:
    record = state.records.get(event.question_id)
    if record is None:
        return
    if isinstance(event, InactivityNudge):
        record.nudges += 1
        record.prompted_ms = now_ms
        record.rung = max(record.rung, event.level)
        record.help_seqs.append(seq)
        state.quiet_since_ms = now_ms
    else:
        record.struggle = Struggle(event.kind, event.case, event.count, seq=seq, at_ms=now_ms)


def fold(envelopes: Iterable[Envelope], state: AgentState | None = None) -> AgentState:
    """`state` (a new one, when None) after `envelopes`."""
    state = state if state is not None else AgentState()
    for envelope in envelopes:
        apply(state, envelope)
    return state
