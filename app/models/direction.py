"""What the REST calls of an interviewer take and give."""

from pydantic import BaseModel, Field

from app.models.interview import Body
from protocol.values import Difficulty, Language, QuestionId


class NoteIn(Body):
    """A private note; `at_seq` is the moment it is about, the present one when None."""

    text: str = Field(min_length=1, max_length=10_000)
    at_seq: int | None = Field(default=None, ge=0)


class NoteOut(BaseModel):
    """A note as it was stored."""

    note_id: str
    at_seq: int
    seq: int


class RatingIn(Body):
    """Where the candidate stands on one dimension of a question's rubric; None takes a rating back."""

    question_id: QuestionId
    dimension: str = Field(min_length=1, max_length=200)
    level: int | None = Field(ge=1, le=4)
    comment: str = Field(default="", max_length=4000)


class AnchorOut(BaseModel):
    """One dimension: what weak (1) and strong (4) look like."""

    dimension: str
    weak: str
    strong: str


class RubricOut(BaseModel):
    """The rubric of a question that was asked."""

    question_id: str
    question_title: str
    anchors: list[AnchorOut]
    follow_ups: list[str]


class WhisperIn(Body):
    """What the agent shall say or ask, in its own words."""

    text: str = Field(min_length=1, max_length=2000)


class WhisperOut(BaseModel):
    """`whisper_heard` will carry the same id."""

    whisper_id: str


class ExtendIn(Body):
    """More interview time, in minutes."""

    minutes: int = Field(ge=1, le=240)
    reason: str = Field(default="", max_length=500)


class ChoiceOut(BaseModel):
    """A question that may be asked next."""

    question_id: str
    question_title: str
    difficulty: Difficulty
    topics: list[str]
    languages: list[Language]
    estimated_minutes: int
