"""Everything the agent knows of its session: a pure fold over the log, with no I/O.

The law: folding in any split gives the same state. A decision is made on this state alone, so an
agent that was killed anywhere finds by folding what is done and what is still to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.documents import Documents, opened, texts, texts_at, written
from agent.record import Attempt, QuestionRecord, Said, Struggle
from protocol.events import (
    AbilityEstimated,
    AgentRestarted,
    ChatMessage,
    CodeChanged,
    CodeSnapshot,
    EndRequested,
    ErrorOccurred,
    FeedbackGiven,
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
    QuestionSelected,
    QuestionSelecting,
    ReportWritten,
    RunRequested,
    SessionCreated,
    StartRequested,
    StruggleDetected,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TestResult,
    TestsFinished,
    TestsStarted,
    TimeWarning,
    UsageRecorded,
)
from protocol.frames import Envelope
from protocol.values import Actor, InterviewMode, Phase, SessionStatus, code_hash

MINUTE_MS = 60_000
TALK_KEPT = 200

NO_FURTHER_QUESTION = "no_further_question"
TESTS_NOT_RUN = "tests_not_run"
NOT_JUDGED = "submission_not_judged"


@dataclass(slots=True)
class AgentState:
    """The session after the events so far; times are interview time in milliseconds."""

    created: SessionCreated | None = None
    candidate_name: str = ""
    mode: InterviewMode = InterviewMode.NEUTRAL
    status: SessionStatus = SessionStatus.CREATED
    phase: Phase = Phase.INITIALIZING
    generation: int = 0
    head: int = 0
    elapsed_ms: int = 0

    initializing: bool = False
    initialized: bool = False
    started: bool = False
    selecting: int = -1
    """The index of the newest `question_selecting`."""
    records: dict[str, QuestionRecord] = field(default_factory=dict)
    """Every question asked, in order, by id."""
    current_id: str | None = None
    next_request: NextRequested | None = None
    next_request_seq: int | None = None

    run: Attempt | None = None
    """The newest run; an older one has been superseded."""
    superseded: list[Attempt] = field(default_factory=list)
    """Runs that had begun when a later one took their place, and whose end was not told yet."""
    submissions: dict[str, Attempt] = field(default_factory=dict)
    unreported: list[tuple[str, str]] = field(default_factory=list)
    """Failures of our machinery that nobody was told yet: code and message."""
    errors: list[str] = field(default_factory=list)
    """Messages of the non-fatal errors so far."""

    talk: list[Said] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    """Ids of the agent's chat messages."""
    unanswered: list[Said] = field(default_factory=list)

    last_work_ms: int = 0
    """The candidate's last edit, run, submission or message."""
    last_edit_ms: int = 0
    quiet_since_ms: int = 0
    """Since when neither side has done anything."""
    warned: set[int] = field(default_factory=set)

    ability_milli: int = 0
    error_milli: int = 1000
    end_requested: bool = False
    completing: str | None = None
    report: ReportWritten | None = None
    usage: list[UsageRecorded] = field(default_factory=list)

    # -- what is read off it -------------------------------------------------------------------------

    @property
    def session_id(self) -> str:
        """The session's id; empty before `session_created`."""
        return self.created.session_id if self.created is not None else ""

    @property
    def duration_ms(self) -> int:
        """Interview time granted, accommodations included."""
        if self.created is None:
            return 0
        return self.created.duration_ms + self.created.context.accommodations.extra_time_minutes * MINUTE_MS

    @property
    def record(self) -> QuestionRecord | None:
        """The question at work."""
        return self.records[self.current_id] if self.current_id is not None else None

    @property
    def documents(self) -> Documents:
        """The open files of the question at work."""
        return self.record.documents if self.record is not None else {}

    def versions(self) -> dict[str, int]:
        """The version of each document."""
        return {path: document.version for path, document in self.documents.items()}

    def code_hash(self) -> str:
        """What the candidate's documents are, as one hash."""
        return code_hash(written(self.documents, texts(self.documents)))

    def attempts_on(self, question_id: str) -> list[Attempt]:
        """The submissions of one question, in order."""
        return [attempt for attempt in self.submissions.values() if attempt.question_id == question_id]

    def handed_in(self, question_id: str, digest: str) -> Attempt | None:
        """The submission of this very code that was judged or is being judged."""
        same = [a for a in self.attempts_on(question_id) if a.code_hash == digest and not a.failed]
        return same[-1] if same else None

    @property
    def busy(self) -> bool:
        """Whether a run or a submission is under way."""
        return (self.run is not None and self.run.open) or any(a.open for a in self.submissions.values())

    # -- folding -------------------------------------------------------------------------------------

    def apply(self, envelope: Envelope) -> None:
        """Fold one committed event."""
        self.head, self.elapsed_ms = envelope.seq, envelope.elapsed_ms
        seq, now_ms, event = envelope.seq, envelope.elapsed_ms, envelope.event
        match event:
            case CodeChanged() | CodeSnapshot() | LanguageChanged():
                self._fold_code(event, now_ms)
            case ChatMessage():
                self._fold_chat(event, seq, now_ms)
            case RunRequested() | SubmitRequested() | SubmitDetected():
                self._fold_attempt(event, seq, now_ms)
            case TestsStarted() | TestResult() | TestsFinished():
                self._fold_tests(event, seq, now_ms)
            case SubmissionJudged() | AbilityEstimated() | FeedbackGiven():
                self._fold_verdict(event, seq, now_ms)
            case QuestionSelecting() | QuestionSelected() | NextRequested():
                self._fold_question(event, seq, now_ms)
            case InactivityNudge() | StruggleDetected():
                self._fold_help(event, seq, now_ms)
            case TimeWarning():
                self.warned.add(event.minutes_left)
            case UsageRecorded():
                self.usage.append(event)
            case ErrorOccurred():
                self._fold_error(event)
            case _:
                self._fold_course(envelope)

    def _fold_course(self, envelope: Envelope) -> None:
        event = envelope.event
        match event:
            case SessionCreated():
                self.created, self.candidate_name, self.mode = event, event.candidate_name, event.interview_mode
            case StartRequested():
                self.status = SessionStatus.STARTING
                self.candidate_name = event.candidate_name or self.candidate_name
                self.mode = event.interview_mode or self.mode
            case InterviewInitializing():
                self.initializing, self.generation = True, event.generation
            case AgentRestarted():
                self.generation = event.generation
            case InterviewInitialized():
                self.initialized = True
            case InterviewStarted():
                self.started, self.status = True, SessionStatus.ACTIVE
                self.last_work_ms = self.quiet_since_ms = envelope.elapsed_ms
            case InterviewPaused():
                self.status = SessionStatus.PAUSED
            case InterviewResumed():
                self.status = SessionStatus.ACTIVE
                self.quiet_since_ms = envelope.elapsed_ms
            case EndRequested():
                self.status, self.end_requested = SessionStatus.COMPLETING, True
            case InterviewCompleting():
                self.status, self.phase, self.completing = SessionStatus.COMPLETING, Phase.COMPLETING, event.reason
                self._leave(envelope.elapsed_ms)
            case ReportWritten():
                self.report = event
            case InterviewCompleted():
                self.status, self.phase = SessionStatus.COMPLETED, Phase.DONE
            case InterviewCancelled():
                self.status = SessionStatus.CANCELLED
            case _:
                pass

    def _fold_error(self, event: ErrorOccurred) -> None:
        if event.fatal:
            self.status = SessionStatus.FAILED
            return
        self.errors.append(event.message)
        if event.code == NO_FURTHER_QUESTION:
            self.next_request = None
        if (event.code, event.message) in self.unreported:
            self.unreported.remove((event.code, event.message))

    def _fold_question(
        self, event: QuestionSelecting | QuestionSelected | NextRequested, seq: int, now_ms: int
    ) -> None:
        if isinstance(event, NextRequested):
            self.next_request, self.next_request_seq = event, seq
            return
        self.phase = Phase.SELECTING
        self.selecting = event.index
        if isinstance(event, QuestionSelected):
            self._leave(now_ms)
            record = QuestionRecord(event, seq=seq, language=event.language, selected_ms=now_ms)
            record.documents = opened(event.files)
            record.touch_markers()
            self.records[event.question_id] = record
            self.current_id, self.next_request, self.phase = event.question_id, None, Phase.WORKING
            self.last_work_ms = self.last_edit_ms = self.quiet_since_ms = now_ms
            if self.run is not None and self.run.open:
                self._supersede(self.run)

    def _leave(self, now_ms: int) -> None:
        if self.record is not None and self.record.left_ms is None:
            self.record.left_ms = now_ms

    def _fold_code(self, event: CodeChanged | CodeSnapshot | LanguageChanged, now_ms: int) -> None:
        # A change of the former question may be committed just after the next one was shown.
        record = self.records.get(event.question_id)
        if record is None:
            return
        if isinstance(event, LanguageChanged):
            record.language, record.documents = event.language, opened(event.files)
            record.touch_markers()
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
        if event.actor is Actor.CANDIDATE:
            self.last_work_ms = self.last_edit_ms = self.quiet_since_ms = now_ms

    def _fold_chat(self, event: ChatMessage, seq: int, now_ms: int) -> None:
        line = Said(event.message_id, event.actor, event.text, seq=seq, moment=event.moment)
        self.talk.append(line)
        del self.talk[:-TALK_KEPT]
        self.quiet_since_ms = now_ms
        if event.actor is Actor.AGENT:
            self.said.add(event.message_id)
            self.unanswered = [one for one in self.unanswered if one.message_id != event.in_reply_to]
            if event.moment == "hint" and self.record is not None:
                self.record.rung += 1
                self.record.help_seqs.append(seq)
        elif event.actor is Actor.CANDIDATE:
            self.last_work_ms = now_ms
            self.unanswered.append(line)

    def _fold_attempt(self, event: RunRequested | SubmitRequested | SubmitDetected, seq: int, now_ms: int) -> None:
        record = self.records.get(event.question_id)
        if record is None:
            return
        if event.actor is Actor.CANDIDATE:
            self.last_work_ms = self.quiet_since_ms = now_ms
        if isinstance(event, RunRequested):
            if self.run is not None and self.run.open:
                self._supersede(self.run)
            files = texts_at(record.documents, event.versions)
            self.run = Attempt(event.run_id, "run", record.id, record.language, files, seq=seq, at_ms=now_ms)
            return
        known = self.submissions.get(event.submission_id)
        if known is None and self.handed_in(record.id, event.code_hash) is None:
            known = self._take_submission(record, event, seq, now_ms)
        if isinstance(event, SubmitDetected):
            if known is not None and known.open:
                known.detected, self.phase = True, Phase.JUDGING
            self.unanswered = [line for line in self.unanswered if line.submission_id != event.submission_id]

    def _take_submission(
        self, record: QuestionRecord, event: SubmitRequested | SubmitDetected, seq: int, now_ms: int
    ) -> Attempt:
        files = texts_at(record.documents, event.versions)
        if files is not None and code_hash(written(record.documents, files)) != event.code_hash:
            files = None
        taken = Attempt(
            event.submission_id, "submission", record.id, record.language, files, seq=seq, at_ms=now_ms,
            source=event.source, versions=event.versions, code_hash=event.code_hash,
        )  # fmt: skip
        self.submissions[event.submission_id] = taken
        record.touch_markers()
        return taken

    def _supersede(self, run: Attempt) -> None:
        run.superseded = True
        if run.started:
            self.superseded.append(run)

    def _attempt(self, run_id: str) -> Attempt | None:
        if self.run is not None and self.run.id == run_id:
            return self.run
        return self.submissions.get(run_id) or next((run for run in self.superseded if run.id == run_id), None)

    def _fold_tests(self, event: TestsStarted | TestResult | TestsFinished, seq: int, now_ms: int) -> None:
        attempt = self._attempt(event.run_id)
        if attempt is None:
            return
        if isinstance(event, TestsStarted):
            attempt.started, attempt.total = True, event.total
            return
        if isinstance(event, TestResult):
            attempt.results[event.case.name] = event.case
            return
        attempt.finished_seq, attempt.duration_ms = seq, event.duration_ms
        self.quiet_since_ms = now_ms
        if attempt.superseded:
            self.superseded.remove(attempt)
            return
        if event.error is not None and event.passed + event.failed < event.total:
            attempt.failed = True
            self.unreported.append((TESTS_NOT_RUN if attempt.kind == "run" else NOT_JUDGED, event.error))
            if attempt.kind == "submission":
                self.phase = Phase.WORKING
            return
        record = self.records[attempt.question_id]
        record.count_run(attempt, seq=seq, at_ms=now_ms)
        if attempt.kind == "run":
            record.runs += 1

    def _fold_verdict(self, event: SubmissionJudged | AbilityEstimated | FeedbackGiven, seq: int, now_ms: int) -> None:
        if isinstance(event, AbilityEstimated):
            self.ability_milli, self.error_milli = event.ability_milli, event.error_milli
            for attempt in self.submissions.values():
                if attempt.judged is not None and attempt.question_id == event.question_id:
                    attempt.estimated = True
            return
        attempt = self.submissions[event.submission_id]
        self.quiet_since_ms = now_ms
        if isinstance(event, FeedbackGiven):
            attempt.feedback_seq = seq
            return
        attempt.judged, attempt.judged_seq, attempt.judged_ms = event, seq, now_ms
        self.phase = Phase.WORKING
        if event.accepted:
            self.records[event.question_id].solved = True

    def _fold_help(self, event: InactivityNudge | StruggleDetected, seq: int, now_ms: int) -> None:
        record = self.records.get(event.question_id)
        if record is None:
            return
        if isinstance(event, InactivityNudge):
            record.nudges += 1
            record.rung = max(record.rung, event.level)
            record.help_seqs.append(seq)
            self.quiet_since_ms = now_ms
        else:
            record.struggle = Struggle(event.case, event.count, seq=seq, at_ms=now_ms)


def fold(envelopes: Iterable[Envelope], state: AgentState | None = None) -> AgentState:
    """`state` (a new one, when None) after `envelopes`."""
    state = state if state is not None else AgentState()
    for envelope in envelopes:
        state.apply(envelope)
    return state
