"""What an interviewer does beside the talk: notes, ratings, whispers, more time, taking over."""

from typing import Literal

from pydantic import Field

from protocol.facts import EventBody
from protocol.values import Actor, Audience, QuestionId


class NoteWritten(EventBody):
    """A private note on the moment `at_seq`. The same `note_id` again replaces it; an empty `text` removes it."""

    event_type: Literal["note_written"] = "note_written"
    actor: Actor = Actor.INTERVIEWER
    audience: Audience = Audience.INTERVIEWER
    note_id: str
    text: str
    at_seq: int = Field(ge=0)


class RubricRated(EventBody):
    """Where the candidate stands on one dimension of a rubric: 1 (weak) to 4 (strong), None to take it back."""

    event_type: Literal["rubric_rated"] = "rubric_rated"
    actor: Actor = Actor.INTERVIEWER
    audience: Audience = Audience.INTERVIEWER
    question_id: QuestionId
    dimension: str
    level: int | None = Field(ge=1, le=4)
    comment: str = ""


class Whispered(EventBody):
    """A wish of the interviewer to the agent, for what it says next to the candidate; the candidate never sees it."""

    event_type: Literal["whispered"] = "whispered"
    actor: Actor = Actor.INTERVIEWER
    audience: Audience = Audience.INTERVIEWER
    whisper_id: str
    text: str


class WhisperHeard(EventBody):
    """What became of a whisper; `reason` says why the agent could not follow it."""

    event_type: Literal["whisper_heard"] = "whisper_heard"
    audience: Audience = Audience.INTERVIEWER
    whisper_id: str
    followed: bool
    reason: str = ""


class TimeExtended(EventBody):
    """The interview may last longer by `extra_ms`."""

    event_type: Literal["time_extended"] = "time_extended"
    actor: Actor = Actor.INTERVIEWER
    extra_ms: int = Field(gt=0)
    reason: str = ""


class TakeoverBegun(EventBody):
    """A person leads the talk: the agent runs and judges, and says nothing."""

    event_type: Literal["takeover_begun"] = "takeover_begun"
    actor: Actor = Actor.INTERVIEWER


class TakeoverEnded(EventBody):
    """The agent leads again."""

    event_type: Literal["takeover_ended"] = "takeover_ended"
    actor: Actor = Actor.INTERVIEWER
