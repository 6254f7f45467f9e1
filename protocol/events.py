"""Facts, in the past tense: everything that can stand in a session's log.

An event's *body* is one of the models of `Event`. The server adds what only it can know (`seq`,
`timestamp`, `elapsed_ms`) when it commits; see `protocol.frames.splice_event`. Numbers are integers
(milliseconds, micro-dollars, per mille), keys are ASCII: the stored bytes are what is sent, hashed
and verified. A change here is additive, or it raises `v` and comes with an upcast.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from protocol.values import (
    Actor,
    Audience,
    CaseOutcome,
    Difficulty,
    Helpfulness,
    InterviewMode,
    InterviewType,
    Language,
    QuestionId,
    SessionId,
    SubmitSource,
)


class Fact(BaseModel):
    """A frozen value without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EventBody(Fact):
    """What every event has: its type, the version of that type, who did it, who may see it."""

    event_type: str
    v: int = 1
    actor: Actor = Actor.AGENT
    audience: Audience = Audience.ALL


class Accommodations(Fact):
    """Adjustments granted to the candidate; `extra_time_minutes` is added to the duration."""

    extra_time_minutes: int = Field(default=0, ge=0, le=480)
    notes: str = Field(default="", max_length=2000)


class Context(Fact):
    """What the interview is for; shown to both people and used by the agent."""

    company: str = Field(default="", max_length=200)
    role: str = Field(default="", max_length=200)
    seniority: str = Field(default="", max_length=100)
    expectations: str = Field(default="", max_length=4000)
    accommodations: Accommodations = Accommodations()


class QuestionFile(Fact):
    """A file a question begins with. `role` is `main`, `support` or `test`."""

    path: str
    content: str
    role: Literal["main", "support", "test"] = "main"
    readonly: bool = False


class PublicCase(Fact):
    """A visible test case: JSON texts of the arguments and the expected result."""

    name: str
    input: str
    expected: str


class CaseReport(Fact):
    """One case as its audience may see it. `duration_ms` is wall time of the call alone.

    `line` is the line of the candidate's file where it failed, when known. `expected` and `actual`
    are JSON texts, cut to 4 KiB (`raises Name` for an expected error); `actual` is None without a result.
    """

    name: str
    outcome: CaseOutcome
    passed: bool
    hidden: bool = False
    category: str = "basic"
    duration_ms: int = 0
    expected: str | None = None
    actual: str | None = None
    output: str = ""
    error: str | None = None
    line: int | None = None


# -- the session ----------------------------------------------------------------------------------


class SessionCreated(EventBody):
    event_type: Literal["session_created"] = "session_created"
    actor: Actor = Actor.SYSTEM
    session_id: SessionId
    interview_type: InterviewType
    user_id: str
    candidate_name: str = ""
    interview_mode: InterviewMode = InterviewMode.NEUTRAL
    language: Language | None = None
    difficulty: Difficulty | None = None
    question_ids: list[QuestionId] = []
    duration_ms: int
    helpfulness: Helpfulness = Helpfulness.CONSULTANT
    context: Context = Context()
    metadata: dict[str, Any] = {}


class StartRequested(EventBody):
    """Somebody asked for the interview to begin; the agent is started because of it."""

    event_type: Literal["start_requested"] = "start_requested"
    actor: Actor = Actor.CANDIDATE
    candidate_name: str = ""
    interview_mode: InterviewMode | None = None


class InterviewInitializing(EventBody):
    event_type: Literal["interview_initializing"] = "interview_initializing"
    generation: int


class InterviewInitialized(EventBody):
    """The agent is ready; `brain` names who speaks (`scripted` or a model id)."""

    event_type: Literal["interview_initialized"] = "interview_initialized"
    brain: str


class QuestionSelecting(EventBody):
    event_type: Literal["question_selecting"] = "question_selecting"
    index: int


class QuestionSelected(EventBody):
    """The next question, with the files it begins with: from here they are documents of version 0."""

    event_type: Literal["question_selected"] = "question_selected"
    index: int
    question_id: QuestionId
    question_title: str
    difficulty: Difficulty
    description: str
    languages: list[Language]
    language: Language
    files: list[QuestionFile]
    cases: list[PublicCase]
    hidden_cases: int
    estimated_minutes: int
    topics: list[str] = []


class InterviewStarted(EventBody):
    event_type: Literal["interview_started"] = "interview_started"


class NextRequested(EventBody):
    """The interviewer wants another question, `question_id` or the agent's own choice."""

    event_type: Literal["next_requested"] = "next_requested"
    actor: Actor = Actor.INTERVIEWER
    question_id: QuestionId | None = None


class InterviewPaused(EventBody):
    event_type: Literal["interview_paused"] = "interview_paused"
    actor: Actor = Actor.INTERVIEWER
    reason: str = ""


class InterviewResumed(EventBody):
    event_type: Literal["interview_resumed"] = "interview_resumed"
    actor: Actor = Actor.INTERVIEWER


class TimeWarning(EventBody):
    event_type: Literal["time_warning"] = "time_warning"
    minutes_left: int


class EndRequested(EventBody):
    event_type: Literal["end_requested"] = "end_requested"
    actor: Actor = Actor.CANDIDATE
    reason: str = ""


class InterviewCompleting(EventBody):
    event_type: Literal["interview_completing"] = "interview_completing"
    reason: Literal["requested", "time_limit", "questions_done"]


class InterviewCompleted(EventBody):
    event_type: Literal["interview_completed"] = "interview_completed"
    feedback: str
    report_id: str


class InterviewCancelled(EventBody):
    event_type: Literal["interview_cancelled"] = "interview_cancelled"
    actor: Actor = Actor.SYSTEM
    reason: str = ""


class ErrorOccurred(EventBody):
    """Something failed; after a `fatal` one the session is `failed`."""

    event_type: Literal["error_occurred"] = "error_occurred"
    message: str
    code: str
    fatal: bool = False


class AgentRestarted(EventBody):
    """The agent of `generation - 1` was lost; a new one folds the log and goes on."""

    event_type: Literal["agent_restarted"] = "agent_restarted"
    actor: Actor = Actor.SYSTEM
    generation: int
    reason: str


class CandidateConnected(EventBody):
    event_type: Literal["candidate_connected"] = "candidate_connected"
    actor: Actor = Actor.CANDIDATE
    connection_id: str
    candidate_name: str = ""


class CandidateDisconnected(EventBody):
    event_type: Literal["candidate_disconnected"] = "candidate_disconnected"
    actor: Actor = Actor.CANDIDATE
    connection_id: str


# -- code ------------------------------------------------------------------------------------------


class CodeChanged(EventBody):
    """The document `path` went to `version` by `changes` (see `protocol.changes`)."""

    event_type: Literal["code_changed"] = "code_changed"
    actor: Actor = Actor.CANDIDATE
    question_id: QuestionId
    path: str
    version: int
    changes: list[int | list[int | str]]
    author: str


class CodeSnapshot(EventBody):
    event_type: Literal["code_snapshot"] = "code_snapshot"
    actor: Actor = Actor.SYSTEM
    question_id: QuestionId
    path: str
    version: int
    content: str


class LanguageChanged(EventBody):
    """The candidate works in another language; `files` replace the documents shown."""

    event_type: Literal["language_changed"] = "language_changed"
    actor: Actor = Actor.CANDIDATE
    question_id: QuestionId
    language: Language
    files: list[QuestionFile]


class FileOpened(EventBody):
    event_type: Literal["file_opened"] = "file_opened"
    actor: Actor = Actor.CANDIDATE
    path: str


# -- runs and submissions ----------------------------------------------------------------------------


class RunRequested(EventBody):
    event_type: Literal["run_requested"] = "run_requested"
    actor: Actor = Actor.CANDIDATE
    run_id: str
    question_id: QuestionId
    versions: dict[str, int]


class SubmitRequested(EventBody):
    """The candidate handed in by a frame or a REST call; `code_hash` is SHA-256 over the documents."""

    event_type: Literal["submit_requested"] = "submit_requested"
    actor: Actor = Actor.CANDIDATE
    submission_id: str
    question_id: QuestionId
    source: SubmitSource
    versions: dict[str, int]
    code_hash: str


class SubmitDetected(EventBody):
    event_type: Literal["submit_detected"] = "submit_detected"
    submission_id: str
    question_id: QuestionId
    source: SubmitSource
    versions: dict[str, int]
    code_hash: str


class TestsStarted(EventBody):
    """`run_id` is the id of the run or of the submission, by `kind`."""

    event_type: Literal["tests_started"] = "tests_started"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    total: int


class TestResult(EventBody):
    """One finished case; for a hidden one the audience is `interviewer`."""

    event_type: Literal["test_result"] = "test_result"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    case: CaseReport


class TestsFinished(EventBody):
    """All cases ran, or none could: then `error` says why (a compile error, our machinery)."""

    event_type: Literal["tests_finished"] = "tests_finished"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    passed: int
    failed: int
    total: int
    duration_ms: int
    error: str | None = None


class SubmissionJudged(EventBody):
    """The verdict. Hidden cases appear as counts only; `outcome` is that of the first failed case."""

    event_type: Literal["submission_judged"] = "submission_judged"
    submission_id: str
    question_id: QuestionId
    accepted: bool
    outcome: CaseOutcome
    message: str
    passed: int
    failed: int
    total: int
    hidden_passed: int
    hidden_total: int
    categories: dict[str, list[int]] = {}
    cases: list[CaseReport]
    duration_ms: int


class AbilityEstimated(EventBody):
    """The candidate's ability (Rasch scale, thousandths of a logit) after a judged submission."""

    event_type: Literal["ability_estimated"] = "ability_estimated"
    audience: Audience = Audience.INTERVIEWER
    question_id: QuestionId
    ability_milli: int
    error_milli: int


class FeedbackGiven(EventBody):
    event_type: Literal["feedback_given"] = "feedback_given"
    submission_id: str
    question_id: QuestionId
    text: str


# -- talk ------------------------------------------------------------------------------------------


class ChatMessage(EventBody):
    """Something said. `moment` tells why the agent spoke; None for people."""

    event_type: Literal["chat_message"] = "chat_message"
    message_id: str
    text: str
    moment: str | None = None
    in_reply_to: str | None = None


class InactivityNudge(EventBody):
    """`level` is the rung of the hint ladder, from 1; `idle_ms` the time without a sign of work."""

    event_type: Literal["inactivity_nudge"] = "inactivity_nudge"
    text: str
    idle_ms: int
    level: int
    question_id: QuestionId


class StruggleDetected(EventBody):
    event_type: Literal["struggle_detected"] = "struggle_detected"
    audience: Audience = Audience.INTERVIEWER
    question_id: QuestionId
    kind: Literal["repeated_failure"]
    case: str
    count: int


class BrainFailed(EventBody):
    """The model could not speak at `moment`; the scripted brain did."""

    event_type: Literal["brain_failed"] = "brain_failed"
    audience: Audience = Audience.INTERVIEWER
    moment: str
    reason: str


class UsageRecorded(EventBody):
    """What one request to the model cost."""

    event_type: Literal["usage_recorded"] = "usage_recorded"
    audience: Audience = Audience.INTERVIEWER
    voice: Literal["interviewer", "assistant"]
    model: str
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    cost_micro_usd: int
    duration_ms: int


# -- the report --------------------------------------------------------------------------------------


class Score(Fact):
    """One dimension, 0 to 1000 per mille, with the `seq` of the events it rests on.

    `per_mille` is None where nothing was observed.
    """

    dimension: str
    per_mille: int | None
    reason: str
    evidence: list[int] = []


class QuestionReport(Fact):
    """What happened on one question."""

    question_id: QuestionId
    question_title: str
    difficulty: Difficulty
    solved: bool
    attempts: int
    runs: int
    hints: int
    spent_ms: int
    best_passed: int
    total: int
    scores: list[Score]


class ReportWritten(EventBody):
    """The report's facts, scores and words; what a role sees of a report is folded from its log."""

    event_type: Literal["report_written"] = "report_written"
    report_id: str
    overall_per_mille: int | None
    questions: list[QuestionReport]
    scores: list[Score]
    summary: str
    strengths: list[str]
    improvements: list[str]
    brain: str


# -- what a front end tells --------------------------------------------------------------------------


class FocusChanged(EventBody):
    event_type: Literal["focus_changed"] = "focus_changed"
    actor: Actor = Actor.CANDIDATE
    audience: Audience = Audience.INTERVIEWER
    focused: bool


class Pasted(EventBody):
    event_type: Literal["pasted"] = "pasted"
    actor: Actor = Actor.CANDIDATE
    audience: Audience = Audience.INTERVIEWER
    path: str
    length: int = Field(ge=0)


class PageTiming(EventBody):
    event_type: Literal["page_timing"] = "page_timing"
    actor: Actor = Actor.CANDIDATE
    audience: Audience = Audience.INTERVIEWER
    name: str = Field(max_length=100)
    duration_ms: int = Field(ge=0)


ClientEvent = Annotated[FileOpened | FocusChanged | Pasted | PageTiming, Field(discriminator="event_type")]

AgentEvent = Annotated[
    InterviewInitializing
    | InterviewInitialized
    | QuestionSelecting
    | QuestionSelected
    | InterviewStarted
    | TimeWarning
    | InterviewCompleting
    | InterviewCompleted
    | ErrorOccurred
    | SubmitDetected
    | TestsStarted
    | TestResult
    | TestsFinished
    | SubmissionJudged
    | AbilityEstimated
    | FeedbackGiven
    | ChatMessage
    | InactivityNudge
    | StruggleDetected
    | BrainFailed
    | UsageRecorded
    | ReportWritten,
    Field(discriminator="event_type"),
]
"""What an agent may say; the server refuses anything else that comes through a pipe."""

Event = Annotated[
    SessionCreated
    | StartRequested
    | InterviewInitializing
    | InterviewInitialized
    | QuestionSelecting
    | QuestionSelected
    | InterviewStarted
    | NextRequested
    | InterviewPaused
    | InterviewResumed
    | TimeWarning
    | EndRequested
    | InterviewCompleting
    | InterviewCompleted
    | InterviewCancelled
    | ErrorOccurred
    | AgentRestarted
    | CandidateConnected
    | CandidateDisconnected
    | CodeChanged
    | CodeSnapshot
    | LanguageChanged
    | FileOpened
    | RunRequested
    | SubmitRequested
    | SubmitDetected
    | TestsStarted
    | TestResult
    | TestsFinished
    | SubmissionJudged
    | AbilityEstimated
    | FeedbackGiven
    | ChatMessage
    | InactivityNudge
    | StruggleDetected
    | BrainFailed
    | UsageRecorded
    | ReportWritten
    | FocusChanged
    | Pasted
    | PageTiming,
    Field(discriminator="event_type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
AGENT_EVENT: TypeAdapter[AgentEvent] = TypeAdapter(AgentEvent)
CLIENT_EVENT: TypeAdapter[ClientEvent] = TypeAdapter(ClientEvent)
