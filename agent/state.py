"""Everything the agent knows of its session: folded from the log by `agent.fold`, read by everybody else."""

from dataclasses import dataclass, field

from agent.documents import Documents, texts, written
from agent.exchanges import Exchanges
from agent.help import Help
from agent.record import Attempt, QuestionRecord, Said
from protocol.events import NextRequested, ReportWritten, SessionCreated, UsageRecorded
from protocol.values import InterviewMode, Phase, SessionStatus, code_hash

MINUTE_MS = 60_000

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
    drafting: int = -1
    """The index of the newest question that a model was asked to write."""
    drafted: dict[int, str | None] = field(default_factory=dict)
    """What came of that, by index: the question's id, or None."""

    run: Attempt | None = None
    """The newest run."""
    superseded: list[Attempt] = field(default_factory=list)
    """Runs that a later one, the next question or the end took the place of, and whose end was not told yet."""
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
    extended_ms: int = 0
    whispers: dict[str, str] = field(default_factory=dict)
    """What the interviewer wants said and was not answered yet, by id."""
    taken_over: bool = False
    """A person leads the talk: nothing is said, and questions change only on request."""
    introduced: set[str] = field(default_factory=set)
    """Questions that began while a person led."""

    help: Help = field(default_factory=Help)
    exchanges: Exchanges = field(default_factory=Exchanges)

    ability_milli: int = 0
    error_milli: int = 1000
    end_requested: bool = False
    completing: str | None = None
    completing_seq: int = 0
    report: ReportWritten | None = None
    usage: list[UsageRecorded] = field(default_factory=list)

    # -- what is read off it -------------------------------------------------------------------------

    @property
    def session_id(self) -> str:
        """The session's id; empty before `session_created`."""
        return self.created.session_id if self.created is not None else ""

    @property
    def duration_ms(self) -> int:
        """Interview time granted, accommodations and extensions included."""
        if self.created is None:
            return 0
        granted_ms = self.created.duration_ms + self.created.context.accommodations.extra_time_minutes * MINUTE_MS
        return granted_ms + self.extended_ms

    @property
    def record(self) -> QuestionRecord | None:
        """The question at work."""
        return self.records[self.current_id] if self.current_id is not None else None

    @property
    def draft_open(self) -> bool:
        """Whether a question is being written."""
        return self.drafting >= 0 and self.drafting not in self.drafted

    @property
    def unasked_draft(self) -> str | None:
        """A question that was written for this session and not asked yet."""
        return next((one for one in self.drafted.values() if one is not None and one not in self.records), None)

    @property
    def documents(self) -> Documents:
        """The open files of the question at work."""
        return self.record.documents if self.record is not None else {}

    @property
    def shown(self) -> Documents:
        """Those of the present language."""
        return self.record.shown if self.record is not None else {}

    def versions(self) -> dict[str, int]:
        """The version of each document of the present language."""
        return {path: document.version for path, document in self.shown.items()}

    def code_hash(self) -> str:
        """What the candidate's documents of the present language are, as one hash."""
        return code_hash(written(self.shown, texts(self.shown)))

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
