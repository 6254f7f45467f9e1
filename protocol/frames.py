"""The WebSocket envelope, both ways, and the bytes of a stored event.

Every frame is one JSON object `{"type", "session_id", "data"}`. An event's frame is stored and sent
as the same bytes; `Envelope` reads it back.
"""

import base64
import binascii
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator

from protocol.events import EVENT, Event
from protocol.facts import Fact
from protocol.values import Helpfulness, InterviewMode, Language, Partner, QuestionId, Runnable, SubmitSource

MAX_FRAME = 4 * 1024 * 1024
"""Bytes of an upward frame that is still read; a larger one is answered with `error`."""

MAX_MESSAGE = 16 * 1024 * 1024
"""Bytes at which the connection closes with 1009."""

MAX_DOCUMENT = 512 * 1024
"""Bytes (UTF-8) of one document."""

MAX_UPDATES = 256
"""Changes in one `code_update`; a client with more of them sends the rest when these are confirmed."""

CLOSE_DONE = 1000
CLOSE_GOING_AWAY = 1001
CLOSE_TOO_BIG = 1009
CLOSE_UNAUTHORIZED = 4401
CLOSE_NOT_FOUND = 4404
CLOSE_PING_TIMEOUT = 4408
CLOSE_NOT_NOW = 4409
CLOSE_UNAVAILABLE = 1013
CLOSE_TOO_MANY = 4429


Pausable = Literal["interview", "assistance"]
"""What can be paused: everything with the clock, or the assistant alone."""


def _inside(path: str) -> str:
    if path.startswith("-") or not path.isprintable() or {"", ".", ".."} & set(path.split("/")):
        raise ValueError("name a file or a folder of tests by its path from the workspace's root")
    return path


TestPath = Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(_inside)]


class StartData(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")

    candidate_name: str = Field(default="", max_length=200)
    interview_mode: InterviewMode | None = None


class EndData(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")

    reason: str = Field(default="", max_length=500)


class CodeEdit(Fact):
    """One of several changes in a row; with a `change_id` it is done once, however often it is sent."""

    changes: list[int | list[int | str]]
    change_id: str | None = Field(default=None, min_length=1, max_length=100)


class CodeData(Fact):
    """The editor's content: the whole file, `changes` on `version`, or `updates`, the first on `version`.

    What is on an older version is moved over what came between; whole content without a version replaces
    what is there now. `question_id` says which question's document is meant, after having been away.
    """

    path: str = Field(min_length=1, max_length=1024)
    content: str | None = None
    changes: list[int | list[int | str]] | None = None
    updates: list[CodeEdit] | None = Field(default=None, min_length=1, max_length=MAX_UPDATES)
    version: int | None = Field(default=None, ge=0)
    client_id: str | None = Field(default=None, min_length=1, max_length=100)
    change_id: str | None = Field(default=None, min_length=1, max_length=100)
    question_id: QuestionId | None = None


class AudioData(Fact):
    """A chunk of sound; `audio` is base64 (RFC 4648, section 4)."""

    audio: str
    format: str = Field(default="", max_length=50)
    final: bool = False

    @field_validator("audio")
    @classmethod
    def _base64(cls, value: str) -> str:
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ValueError(f"not base64: {error}") from error
        return value


class MessageData(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = Field(min_length=1, max_length=32_000)
    to: Partner = "interviewer"


class SubmitData(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")

    source: Literal[SubmitSource.MESSAGE, SubmitSource.BUTTON] = SubmitSource.MESSAGE


class RunData(Fact):
    """What to run: visible `cases`, the candidate's own `tests` (with `paths` only these files or folders), or all."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    what: Runnable = "all"
    paths: list[TestPath] = Field(default=[], max_length=100)


class LanguageData(Fact):
    """The language to work in from here on, one of the question's."""

    language: Language


class CursorData(Fact):
    """Where the sender is in a document, in UTF-16 code units of `version`."""

    path: str = Field(min_length=1, max_length=1024)
    version: int = Field(ge=0)
    anchor: int = Field(ge=0)
    head: int = Field(ge=0)


class NextData(Fact):
    question_id: QuestionId | None = None


class PauseData(Fact):
    reason: str = Field(default="", max_length=500)
    what: Pausable = "interview"


class ResumeData(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")

    what: Pausable = "interview"


class HelpfulnessData(Fact):
    """The level, whether it may adapt, or both; what is left out stays as it is."""

    level: Helpfulness | None = None
    locked: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> "HelpfulnessData":
        if self.level is None and self.locked is None:
            raise ValueError("name a level, or say whether it is locked")
        return self


class ChangeDecision(Fact):
    """Take a change of the assistant as a whole, or take it back."""

    change_id: str = Field(min_length=1, max_length=100)
    decision: Literal["accept", "reject"]


class ToolDecision(Fact):
    """Let a waiting call of the assistant go on, or not."""

    tool_use_id: str = Field(min_length=1, max_length=200)
    allow: bool


class RatingData(Fact):
    """What a person thinks of the assistant, from 1 to 5; of one turn, or as a whole."""

    rating: int = Field(ge=1, le=5)
    turn_id: str | None = Field(default=None, max_length=100)


class Empty(Fact):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Upward(BaseModel):
    """What every upward frame has; `id` makes it idempotent and is echoed in the answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    session_id: str
    id: str | None = Field(default=None, max_length=100)


class HeartbeatFrame(Upward):
    type: Literal["heartbeat"]
    data: Empty = Empty()


class DisconnectFrame(Upward):
    type: Literal["disconnect"]
    data: Empty = Empty()


class StartFrame(Upward):
    type: Literal["interview_start"]
    data: StartData = StartData()


class EndFrame(Upward):
    type: Literal["interview_end"]
    data: EndData = EndData()


class CodeFrame(Upward):
    type: Literal["code_update"]
    data: CodeData


class AudioFrame(Upward):
    type: Literal["audio_data"]
    data: AudioData


class MessageFrame(Upward):
    type: Literal["message"]
    data: MessageData


class SubmitFrame(Upward):
    type: Literal["submit"]
    data: SubmitData = SubmitData()


class RunFrame(Upward):
    type: Literal["run_tests"]
    data: RunData = RunData()


class LanguageFrame(Upward):
    type: Literal["language"]
    data: LanguageData


class CancelFrame(Upward):
    type: Literal["cancel_run"]
    data: Empty = Empty()


class PauseFrame(Upward):
    type: Literal["pause"]
    data: PauseData = PauseData()


class ResumeFrame(Upward):
    type: Literal["resume"]
    data: ResumeData = ResumeData()


class HelpfulnessFrame(Upward):
    type: Literal["helpfulness"]
    data: HelpfulnessData


class StopFrame(Upward):
    type: Literal["assistant_stop"]
    data: Empty = Empty()


class ChangeFrame(Upward):
    type: Literal["change_decision"]
    data: ChangeDecision


class ToolFrame(Upward):
    type: Literal["tool_decision"]
    data: ToolDecision


class RatingFrame(Upward):
    type: Literal["assistant_rating"]
    data: RatingData


class CursorFrame(Upward):
    type: Literal["cursor"]
    data: CursorData


class NextFrame(Upward):
    type: Literal["next_question"]
    data: NextData = NextData()


AssistantFrame = HelpfulnessFrame | StopFrame | ChangeFrame | ToolFrame | RatingFrame
"""What people say about the assistant."""

ClientFrame = Annotated[
    HeartbeatFrame
    | DisconnectFrame
    | StartFrame
    | EndFrame
    | CodeFrame
    | CursorFrame
    | AudioFrame
    | MessageFrame
    | SubmitFrame
    | RunFrame
    | CancelFrame
    | LanguageFrame
    | PauseFrame
    | ResumeFrame
    | NextFrame
    | AssistantFrame,
    Field(discriminator="type"),
]
CLIENT_FRAME: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


def splice_event(session_id: str, seq: int, timestamp: str, elapsed_ms: int, body: bytes) -> bytes:
    """The frame of a committed event: what the server knows, spliced around the body's own bytes.

    `body` is a JSON object with at least one member, as `EventBody.model_dump_json` writes it.
    """
    return b'{"type":"message","session_id":"%b","seq":%d,"timestamp":"%b","data":{"elapsed_ms":%d,%b}' % (
        session_id.encode(),
        seq,
        timestamp.encode(),
        elapsed_ms,
        body[1:],
    )


class Envelope(NamedTuple):
    """A stored event, read back; a named tuple, because one is made per event and follower."""

    session_id: str
    seq: int
    timestamp: str
    elapsed_ms: int
    event: Event

    @classmethod
    def read(cls, frame: bytes | str) -> "Envelope":
        """Parse the frame of an event.

        Raises:
            pydantic.ValidationError, orjson.JSONDecodeError: when it is not one.
        """
        return cls.from_parsed(orjson.loads(frame))

    @classmethod
    def from_parsed(cls, raw: dict[str, Any]) -> "Envelope":
        """The same, from the frame's JSON object."""
        body = dict(raw["data"])
        elapsed_ms = body.pop("elapsed_ms")
        return cls(
            session_id=raw["session_id"],
            seq=raw["seq"],
            timestamp=raw["timestamp"],
            elapsed_ms=elapsed_ms,
            event=EVENT.validate_python(body),
        )


def downward(kind: str, session_id: str, payload: dict[str, Any], *, timestamp: str, id_: str | None = None) -> bytes:
    """A frame that carries no event: `connect`, `heartbeat`, `error`, `disconnect`, `signal`."""
    frame: dict[str, Any] = {"type": kind, "session_id": session_id, "timestamp": timestamp, "data": payload}
    if id_ is not None:
        frame["id"] = id_
    return orjson.dumps(frame)
