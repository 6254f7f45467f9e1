"""What the REST calls about interviews take and give."""

from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, field_validator

from protocol.events import ClientEvent
from protocol.facts import CaseReport, Context, PublicCase, QuestionFile
from protocol.frames import Pausable, RunData
from protocol.values import (
    Assistance,
    CaseOutcome,
    Difficulty,
    Helpfulness,
    InterviewMode,
    InterviewType,
    Language,
    Phase,
    QuestionId,
    Role,
    SessionStatus,
    SubmitSource,
)

MAX_METADATA_BYTES = 16 * 1024


def _plain(value: object) -> bool:
    """Whether a JSON value has ASCII keys and no fractions, all the way down."""
    if isinstance(value, dict):
        return all(key.isascii() and _plain(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(_plain(inner) for inner in value)
    return not isinstance(value, float)


class Body(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InterviewIn(Body):
    """A session to be created."""

    interview_type: InterviewType
    user_id: str = Field(min_length=1, max_length=200)
    candidate_name: str = Field(default="", max_length=200)
    interview_mode: InterviewMode = InterviewMode.NEUTRAL
    language: Language | None = None
    difficulty: Difficulty | None = None
    topics: list[str] = Field(default=[], max_length=20)
    question_ids: list[QuestionId] = Field(default=[], max_length=20)
    duration_minutes: int | None = Field(default=None, ge=1, le=600)
    helpfulness: Helpfulness = Helpfulness.CONSULTANT
    context: Context = Context()
    metadata: dict[str, Any] = {}

    @field_validator("metadata")
    @classmethod
    def _storable(cls, value: dict[str, Any]) -> dict[str, Any]:
        if len(orjson.dumps(value)) > MAX_METADATA_BYTES:
            raise ValueError(f"metadata is over {MAX_METADATA_BYTES} bytes of JSON")
        if not _plain(value):
            raise ValueError("metadata goes into a log of integers and ASCII keys: write fractions as strings")
        return value


class Links(BaseModel):
    """The two pages of a session, each with its token."""

    candidate: str
    interviewer: str


class InterviewOut(BaseModel):
    """A session, without any token."""

    session_id: str
    status: SessionStatus
    phase: Phase | None
    interview_type: InterviewType
    user_id: str
    candidate_name: str
    interview_mode: InterviewMode
    language: Language | None
    difficulty: Difficulty | None
    topics: list[str]
    question_ids: list[str]
    duration_minutes: int
    helpfulness: Helpfulness
    context: Context
    metadata: dict[str, Any]
    created_at: str
    elapsed_ms: int
    remaining_ms: int
    current_question: str | None
    last_seq: int


class InterviewCreated(InterviewOut):
    """The answer to a creation: the only time that tokens are shown."""

    candidate_token: str
    interviewer_token: str
    links: Links


class StatusIn(Body):
    """The status that a session shall have."""

    status: Literal[SessionStatus.ACTIVE, SessionStatus.PAUSED, SessionStatus.COMPLETED, SessionStatus.CANCELLED]


class StartIn(Body):
    """How the interview shall begin."""

    candidate_name: str = Field(default="", max_length=200)
    interview_mode: InterviewMode | None = None


class JoinIn(Body):
    """A token whose holder asks who it is."""

    token: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=200)


class RoleOut(BaseModel):
    """Whose token it is."""

    session_id: str
    role: Role
    name: str = ""


class PauseIn(Body):
    """Why, and whether only the assistance pauses."""

    reason: str = Field(default="", max_length=500)
    what: Pausable = "interview"


class ResumeIn(Body):
    """What goes on."""

    what: Pausable = "interview"


class ChatIn(Body):
    """What the candidate asks the assistant."""

    text: str = Field(min_length=1, max_length=32_000)


class DecisionIn(Body):
    """Take a change of the assistant as a whole, or take it back."""

    decision: Literal["accept", "reject"]


class DecisionOut(BaseModel):
    """The files that could not be taken back."""

    kept: list[str]


class AllowIn(Body):
    """Let a waiting call go on, or not."""

    allow: bool


class StoppedOut(BaseModel):
    """The turn that is ending, if one was running."""

    turn_id: str | None


class HelpfulnessOut(BaseModel):
    """How much the assistant may do."""

    level: Helpfulness
    locked: bool
    paused: bool
    assistance: Assistance


class NextIn(Body):
    """Which question comes next; the agent's own choice when None."""

    question_id: QuestionId | None = None


class SubmitIn(Body):
    """A submission of the documents as they are."""

    source: Literal[SubmitSource.MESSAGE, SubmitSource.BUTTON] = SubmitSource.BUTTON


class SubmissionOut(BaseModel):
    """The id that `submission_judged` will carry; `repeated` when this very code was handed in before."""

    submission_id: str
    repeated: bool = False


class LanguageIn(Body):
    """The language to work in from here on, one of the question's."""

    language: Language


class RunIn(RunData):
    """What to run, as the frame says it; without a body everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CancelledOut(BaseModel):
    """The run that is ending, if one was open."""

    run_id: str | None


class TokenIn(Body):
    """The role that gets a new token; the old one ends."""

    role: Literal[Role.CANDIDATE, Role.INTERVIEWER, Role.OBSERVER]


class TokenOut(BaseModel):
    """A new token."""

    role: Role
    token: str
    link: str


class StarterFile(BaseModel):
    """A file a question begins with."""

    fileName: str  # noqa: N815 - the customer's name
    content: str


class VisibleCase(BaseModel):
    """A visible test case."""

    name: str
    input: str
    expectedOutput: str  # noqa: N815 - the customer's name

    @classmethod
    def of(cls, case: PublicCase) -> "VisibleCase":
        """From the event's form."""
        return cls(name=case.name, input=case.input, expectedOutput=case.expected)


class QuestionOut(BaseModel):
    """A question as the candidate may see it."""

    id: str
    title: str
    description: str
    difficulty: Difficulty
    language: Language
    starterCode: list[StarterFile]  # noqa: N815 - the customer's name
    testCases: list[VisibleCase]  # noqa: N815 - the customer's name
    estimatedMinutes: int  # noqa: N815 - the customer's name


class InitializedOut(BaseModel):
    """A session whose first question, files and sandbox are ready."""

    question: QuestionOut
    files: list[QuestionFile]
    sandbox: dict[str, Any]


class EventsIn(Body):
    """The front end's own events, oldest first."""

    events: Annotated[list[ClientEvent], Field(min_length=1, max_length=200)]


class EventsAccepted(BaseModel):
    """How many were stored, and the last one's number."""

    accepted: int
    seq: int


class RunResult(BaseModel):
    """One finished case or own test, as the `test_result` of a run's stream."""

    name: str
    passed: bool
    output: str
    error: str | None
    duration: int
    expected: str | None
    actual: str | None
    outcome: CaseOutcome
    own: bool
    file: str | None
    line: int | None

    @classmethod
    def of(cls, case: CaseReport) -> "RunResult":
        """From the event's form."""
        return cls(
            name=case.name,
            passed=case.passed,
            output=case.output,
            error=case.error,
            duration=case.duration_ms,
            expected=case.expected,
            actual=case.actual,
            outcome=case.outcome,
            own=case.own,
            file=case.file,
            line=case.line,
        )
