"""Transient hints: unnumbered, unstored, and lost when nobody listens."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from protocol.facts import Fact
from protocol.values import Partner, Role


class TextDelta(Fact):
    """More text of the message `message_id`, which will be stored whole as `chat_message`."""

    kind: Literal["text_delta"] = "text_delta"
    message_id: str
    text: str
    voice: Partner = "interviewer"


class TextRestart(Fact):
    """Forget the partial text of `message_id`: the reply begins again."""

    kind: Literal["text_restart"] = "text_restart"
    message_id: str


class AssistantStatus(Fact):
    """What the assistant is about to do in the turn `turn_id`, in a few words of its own; each replaces the last."""

    kind: Literal["assistant_status"] = "assistant_status"
    turn_id: str
    text: str


class PhaseChanged(Fact):
    """A word of what the agent is busy with (`thinking`, `running`, `judging`, `idle`)."""

    kind: Literal["busy"] = "busy"
    what: str


class StorageTrouble(Fact):
    """The log cannot be written now; what people do waits or is refused until it can."""

    kind: Literal["storage"] = "storage"
    available: bool
    message: str


class Person(Fact):
    """Somebody who is connected, once for each connection."""

    connection_id: str
    role: Role
    name: str = ""


class Presence(Fact):
    """Who is connected now; sent whenever that changes."""

    kind: Literal["presence"] = "presence"
    people: list[Person]


class Cursor(Fact):
    """Where a person is in a document: `anchor` and `head` of the selection in UTF-16 code units of `version`."""

    kind: Literal["cursor"] = "cursor"
    connection_id: str
    role: Role
    path: str
    version: int
    anchor: int
    head: int


Signal = Annotated[
    TextDelta | TextRestart | AssistantStatus | PhaseChanged | StorageTrouble | Presence | Cursor,
    Field(discriminator="kind"),
]
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Signal)
