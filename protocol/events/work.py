"""Runs, submissions, talk, the report, and what a page tells."""

from typing import Literal

from pydantic import Field

from protocol.facts import CaseReport, Claim, EventBody, QuestionReport, Score
from protocol.values import (
    Actor,
    Audience,
    CaseOutcome,
    Partner,
    QuestionId,
    RunEnd,
    Runnable,
    StruggleKind,
    SubmitSource,
)

# -- runs and submissions ----------------------------------------------------------------------------


class RunRequested(EventBody):
    """Somebody wants tests run: the visible `cases`, the candidate's own `tests` (those in `paths`), or both."""

    event_type: Literal["run_requested"] = "run_requested"
    actor: Actor = Actor.CANDIDATE
    run_id: str
    question_id: QuestionId
    versions: dict[str, int]
    what: Runnable = "cases"
    paths: list[str] = Field(default_factory=list)


class RunCancelled(EventBody):
    """Somebody ended a run before it was done."""

    event_type: Literal["run_cancelled"] = "run_cancelled"
    actor: Actor = Actor.CANDIDATE
    run_id: str


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
    """`run_id` is the id of the run or of the submission, by `kind`; `total` counts no tests of the candidate's own."""

    event_type: Literal["tests_started"] = "tests_started"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    total: int


class TestResult(EventBody):
    """One finished case, or test of the candidate's own; for a hidden one the audience is `interviewer`."""

    event_type: Literal["test_result"] = "test_result"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    case: CaseReport


class TestsFinished(EventBody):
    """A run's end: all is told; it was cut short; or it is `broken`, because our machinery failed.

    The counts are of cases and own tests together; an own test that is skipped is in neither of the first two.
    `error` says why there is no more: code that does not load, nothing to run, or what ended it.
    """

    event_type: Literal["tests_finished"] = "tests_finished"
    run_id: str
    kind: Literal["run", "submission"]
    question_id: QuestionId
    passed: int
    failed: int
    total: int
    duration_ms: int
    error: str | None = None
    end: RunEnd = "done"


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
    categories: dict[str, list[int]] = Field(default_factory=dict)
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
    """Something said. `moment` tells why the agent spoke; None for people and for the assistant.

    `to` names the partner whose conversation with the candidate it belongs to, whoever said it.
    """

    event_type: Literal["chat_message"] = "chat_message"
    message_id: str
    text: str
    moment: str | None = None
    in_reply_to: str | None = None
    to: Partner = "interviewer"


class InactivityNudge(EventBody):
    """`level` is the rung of the hint ladder, 0 for none; `idle_ms` the time without a sign of work."""

    event_type: Literal["inactivity_nudge"] = "inactivity_nudge"
    text: str
    idle_ms: int
    level: int
    question_id: QuestionId


class StruggleDetected(EventBody):
    """The candidate may need help. `count`: failures in a row, cases that an edit broke, or how many times slower."""

    event_type: Literal["struggle_detected"] = "struggle_detected"
    audience: Audience = Audience.INTERVIEWER
    question_id: QuestionId
    kind: StruggleKind
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
    voice: Partner
    model: str
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    cost_micro_usd: int
    duration_ms: int


# -- the report --------------------------------------------------------------------------------------


class ReportWritten(EventBody):
    """The report's facts, scores and words; what a role sees of a report is folded from its log.

    `summary`, `strengths` and `improvements` are the texts of the `claims`, each of which names its evidence.
    """

    event_type: Literal["report_written"] = "report_written"
    report_id: str
    overall_per_mille: int | None
    questions: list[QuestionReport]
    scores: list[Score]
    summary: str
    strengths: list[str]
    improvements: list[str]
    brain: str
    claims: list[Claim] = Field(default_factory=list)


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
