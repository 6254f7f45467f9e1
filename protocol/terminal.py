"""What a terminal's WebSocket says beside the bytes: text frames, each one JSON object with a `type`.

Binary frames are bytes to and from the shell.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from protocol.facts import Fact

CLOSE_NOT_NOW = 4409
"""The session, or the number of its terminals, does not allow one now; the `error` frame says why."""

CLOSE_UNAVAILABLE = 1013
"""The sandbox could not be reached; try again later (RFC 6455 registry, 1013)."""

MAX_NAME = 32
NAME_PATTERN = rf"^[A-Za-z0-9][A-Za-z0-9_-]{{0,{MAX_NAME - 1}}}$"
MAX_ROWS, MAX_COLUMNS = 500, 1000


class Control(Fact):
    """A text frame that comes up; members we do not know are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Resize(Control):
    """The writer's window has this size."""

    type: Literal["resize"]
    rows: int = Field(ge=1, le=MAX_ROWS)
    columns: int = Field(ge=1, le=MAX_COLUMNS)


class Beat(Control):
    """Are you there? Answered at once, whatever the shell does."""

    type: Literal["heartbeat"]


class Acknowledged(Control):
    """The page has drawn the output up to the byte `through` of this connection."""

    type: Literal["ack"]
    through: int = Field(ge=0)


class End(Control):
    """End the shell and everything it started."""

    type: Literal["end"]


ControlFrame = Annotated[Resize | Beat | Acknowledged | End, Field(discriminator="type")]
CONTROL_FRAME: TypeAdapter[ControlFrame] = TypeAdapter(ControlFrame)
