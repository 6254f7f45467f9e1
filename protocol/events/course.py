"""The course of a session, and its code."""

from typing import Any, Literal

from pydantic import Field

from protocol.facts import Context, EventBody, PublicCase, QuestionFile
from protocol.values import (
    Actor,
    Assistance,
    Audience,
    Difficulty,
    Helpfulness,
    InterviewMode,
    InterviewType,
    Language,
    QuestionId,
    SessionId,
)

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
    topics: list[str] = Field(default_factory=list)
    """Each question is about one of them, where any are named."""
    question_ids: list[QuestionId] = Field(default_factory=list)
    duration_ms: int
    helpfulness: Helpfulness = Helpfulness.CONSULTANT
    context: Context = Context()
    metadata: dict[str, Any] = Field(default_factory=dict)


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
    """The agent is ready; `brain` names who speaks (`scripted` or a model id), `assistance` what help there is."""

    event_type: Literal["interview_initialized"] = "interview_initialized"
    brain: str
    assistance: Assistance = Assistance.OFF


class QuestionSelecting(EventBody):
    event_type: Literal["question_selecting"] = "question_selecting"
    index: int


class QuestionDrafting(EventBody):
    """The bank has no further question that fits: a model writes number `index` while the candidate works."""

    event_type: Literal["question_drafting"] = "question_drafting"
    audience: Audience = Audience.INTERVIEWER
    index: int
    topic: str
    difficulty: Difficulty
    language: Language


class QuestionDrafted(EventBody):
    """What came of it: a question that is proven and in the bank, or `reason` says why there is none."""

    event_type: Literal["question_drafted"] = "question_drafted"
    audience: Audience = Audience.INTERVIEWER
    index: int
    question_id: QuestionId | None
    reason: str = ""
    duration_ms: int = 0


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
    topics: list[str] = Field(default_factory=list)


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
    """The document `path` went to `version` by `changes` (see `protocol.changes`).

    `author` is the role of who wrote it, `assistant`, or `program` for one that ran in the sandbox;
    `client_id` and `change_id` are what the client sent, so that it knows its own again. One that does
    not follow its document (another question's, not the next version) has no effect.
    """

    event_type: Literal["code_changed"] = "code_changed"
    actor: Actor = Actor.CANDIDATE
    question_id: QuestionId
    path: str
    version: int
    changes: list[int | list[int | str]]
    author: str
    client_id: str | None = None
    change_id: str | None = None


class CodeSnapshot(EventBody):
    """The document `path` at `version` as a whole, for readers that start in the middle."""

    event_type: Literal["code_snapshot"] = "code_snapshot"
    actor: Actor = Actor.SYSTEM
    question_id: QuestionId
    path: str
    version: int
    content: str


class LanguageChanged(EventBody):
    """The candidate works in another language: on the documents `paths`, the main one first.

    Of these `files` are new to the question, at version 0; the others are as they were left. The documents of
    other languages stay open. `cases` and `hidden_cases` are what is judged in this language.
    """

    event_type: Literal["language_changed"] = "language_changed"
    actor: Actor = Actor.CANDIDATE
    question_id: QuestionId
    language: Language
    paths: list[str]
    files: list[QuestionFile]
    cases: list[PublicCase]
    hidden_cases: int

    def asked(self, question: QuestionSelected) -> QuestionSelected:
        """The question as it is asked from here on, with every file that it ever gave."""
        now = {"language": self.language, "cases": self.cases, "hidden_cases": self.hidden_cases}
        return question.model_copy(update=now | {"files": [*question.files, *self.files]})


class FileOpened(EventBody):
    event_type: Literal["file_opened"] = "file_opened"
    actor: Actor = Actor.CANDIDATE
    path: str
