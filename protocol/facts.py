"""The values that events are made of: frozen, without unknown fields, with integers only."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from protocol.values import Actor, Audience, CaseOutcome, Difficulty, QuestionId


class Fact(BaseModel):
    """A frozen value without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> bytes:
        """Its JSON text, as `model_dump_json` writes it, without the way over a `str`."""
        return to_json(self, by_alias=False)


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


class ChangedFile(Fact):
    """A file that a change of the assistant touched, with how many lines it added and removed.

    For one that is no document `before` is the text it had, None where it was not there, and `after_sha256` tells what
    the change left (None: nothing): what is something else by then is not taken back. Where what it had was not kept
    (no text, too large, too many) it is not `undoable`.
    """

    path: str
    document: bool
    added: int
    removed: int
    before: str | None = None
    after_sha256: str | None = None
    undoable: bool = True


class CaseReport(Fact):
    """One case as its audience may see it. `duration_ms` is wall time of the call alone.

    `line` is the line of the candidate's file where it failed, when known. `expected` and `actual`
    are JSON texts, cut to 4 KiB (`raises Name` for an expected error); `actual` is None without a result.
    A test of the candidate's `own` has the runner's name, the `file` that `line` is in, and both in its own words.
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
    own: bool = False
    file: str | None = None


class Score(Fact):
    """One dimension, 0 to 1000 per mille, with the `seq` of the events it rests on.

    `per_mille` is None where nothing was observed.
    """

    dimension: str
    per_mille: int | None
    reason: str
    evidence: list[int] = []


class PromptReading(Fact):
    """What a model reads in one message: a score for each `PromptDimension`."""

    message_id: str
    scores: list[Score]


class Claim(Fact):
    """A sentence of a report, with the `seq` of the events it rests on."""

    kind: Literal["summary", "strength", "improvement"]
    text: str
    evidence: list[int]


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
