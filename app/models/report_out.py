"""What `GET report` gives: one shape for every role. What a role may not see, or did not happen, is empty or null."""

from pydantic import BaseModel

from protocol.events import SubmissionJudged
from protocol.facts import Claim, Context, QuestionReport, Score
from protocol.values import (
    Actor,
    Helpfulness,
    InterviewMode,
    InterviewType,
    Partner,
    QuestionId,
    StruggleKind,
    TurnOutcome,
)


class ReportedSession(BaseModel):
    """What was reported on; `extended_ms` was added to `duration_ms`."""

    session_id: str
    interview_type: InterviewType
    candidate_name: str
    interview_mode: InterviewMode
    context: Context
    created_at: str
    duration_ms: int
    extended_ms: int = 0
    elapsed_ms: int = 0


class Moment(BaseModel):
    """A moment of the interview, in a few words."""

    seq: int
    elapsed_ms: int
    event_type: str
    text: str


class ReportedSubmission(SubmissionJudged):
    """A verdict, with its place in the log."""

    seq: int


class AbilityStep(BaseModel):
    """The estimate of the candidate's ability after a submission, in thousandths of a logit."""

    seq: int
    question_id: QuestionId
    ability_milli: int
    error_milli: int


class Struggle(BaseModel):
    """A sign of struggle; `count` means what it means in `struggle_detected`."""

    seq: int
    kind: StruggleKind
    question_id: QuestionId
    case: str
    count: int


class ReportedNote(BaseModel):
    """An interviewer's note on the moment `at_seq`."""

    seq: int
    note_id: str
    at_seq: int
    text: str


class ReportedRating(BaseModel):
    """An interviewer's rating, 1 to 4."""

    seq: int
    question_id: QuestionId
    dimension: str
    level: int
    comment: str


class ModelUsage(BaseModel):
    """What models were asked, and what it cost; the three kinds of tokens that went in have no part in common."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cost_micro_usd: int = 0


class LevelChange(BaseModel):
    """A change of what the assistant may do."""

    seq: int
    elapsed_ms: int
    level: Helpfulness
    before: Helpfulness
    reason: str
    by: Actor


class AssistanceReport(BaseModel):
    """The assistant's part: how much help there was, and what became of it. Times are those of its turns.

    Each of the `proposed` changes counts by the last word on it: `accepted`, `rejected` (as when it is taken back),
    or neither. `offers_made` are all unasked words of help, the interviewer's nudges too.
    """

    first_level: Helpfulness
    level: Helpfulness
    level_changes: list[LevelChange]
    offers_made: int
    offers_taken: int
    turns: int
    test_runs: int
    edits: int
    proposed: int
    accepted: int
    rejected: int
    outcomes: dict[TurnOutcome, int]
    tool_calls: int
    tool_success_per_mille: int | None
    mean_ms: int | None
    p95_ms: int | None
    ratings: dict[Actor, int]
    usage: dict[Partner, ModelUsage]


class AssessedMessage(BaseModel):
    """What was said of one message to the assistant, by signals and as a model reads it (empty where none did)."""

    seq: int
    message_id: str
    question_id: QuestionId
    scores: list[Score]
    reading: list[Score] = []


class SecondOpinion(BaseModel):
    """A mean of what `model` read, for each dimension."""

    model: str
    scores: list[Score]


class PromptReport(BaseModel):
    """How the candidate wrote to the assistant: a mean for each dimension by signals, and every message.

    `reading` is a model's second opinion, beside them; `unread` says why it is not there, or not of every question.
    """

    scores: list[Score]
    messages: list[AssessedMessage]
    reading: SecondOpinion | None
    unread: list[str]


class ReportOut(BaseModel):
    """The report of a session."""

    session: ReportedSession
    report_id: str
    overall_per_mille: int | None
    questions: list[QuestionReport]
    scores: list[Score]
    summary: str
    strengths: list[str]
    improvements: list[str]
    brain: str
    claims: list[Claim]
    submissions: list[ReportedSubmission]
    messages: int
    timeline: list[Moment]
    times: dict[int, int]
    """The interview time (ms) of every event that is named as evidence, by its `seq`."""
    ability: list[AbilityStep]
    struggles: list[Struggle]
    notes: list[ReportedNote]
    ratings: list[ReportedRating]
    usage: ModelUsage | None
    assistance: AssistanceReport | None
    prompts: PromptReport | None
