"""Transient hints: unnumbered, unstored, and lost when nobody listens."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from protocol.facts import Fact
from protocol.values import Partner


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


Signal = Annotated[
    TextDelta | TextRestart | AssistantStatus | PhaseChanged | StorageTrouble, Field(discriminator="kind")
]
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Signal)
