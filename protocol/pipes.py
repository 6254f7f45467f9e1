"""What a server and an agent say to each other over the two named pipes, one JSON object a line.

Up (agent → server): `hello`, `event`, `signal`, `call`, `pong`. Down (server → agent): `attach`,
`ack`, `event`, `reply`, `ping`. The member `t` names the kind.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from protocol.events import AgentEvent
from protocol.facts import Fact

PROTOCOL = 1


class Hello(Fact):
    """The agent answers an `attach`: who it is, and up to which `seq` it has read the log."""

    t: Literal["hello"] = "hello"
    protocol: int = PROTOCOL
    pid: int
    session_id: str
    generation: int
    epoch: int
    seen: int


class AgentSaid(Fact):
    """Event number `n` (from 1, without a gap) of this generation."""

    t: Literal["event"] = "event"
    n: int
    event: AgentEvent


class SignalUp(Fact):
    """A transient hint for whoever is connected now; see `protocol.signals`."""

    t: Literal["signal"] = "signal"
    signal: dict[str, Any]


class Call(Fact):
    """A question to the server; answered by `reply` with the same `id`."""

    t: Literal["call"] = "call"
    id: int
    name: str
    args: dict[str, Any] = Field(default_factory=dict)


class Pong(Fact):
    t: Literal["pong"] = "pong"
    at: int


UpLine = Annotated[Hello | AgentSaid | SignalUp | Call | Pong, Field(discriminator="t")]
UP_LINE: TypeAdapter[UpLine] = TypeAdapter(UpLine)


class Attach(Fact):
    """A server begins to read. `acked`: the last `n` of this generation that is committed.

    `head` is the last `seq` of the log at this moment: up to there an agent folds without acting.
    `elapsed_ms`: interview time now; `running`: whether that clock moves.
    """

    t: Literal["attach"] = "attach"
    epoch: int
    acked: int
    head: int
    elapsed_ms: int
    running: bool


class Ack(Fact):
    """Everything up to `n` is committed."""

    t: Literal["ack"] = "ack"
    n: int


class Reply(Fact):
    """The answer to a `call`; a refusal has words and the stable `code` that a REST call would get."""

    t: Literal["reply"] = "reply"
    id: int
    result: Any = None
    error: str | None = None
    code: str | None = None


class Ping(Fact):
    """Are you there? Also sets the agent's clock: interview time and whether it runs."""

    t: Literal["ping"] = "ping"
    at: int
    elapsed_ms: int
    running: bool


def log_line(seq: int, frame: bytes) -> bytes:
    """The downward line of a committed event: `frame` is its stored bytes, `event` the whole envelope."""
    return b'{"t":"event","seq":%d,"event":%b}\n' % (seq, frame)


class LogLine(Fact):
    """A committed event on its way down; `event` is the stored frame, read by `Envelope.model_validate`."""

    t: Literal["event"] = "event"
    seq: int
    event: dict[str, Any]


DownLine = Annotated[Attach | Ack | Reply | Ping | LogLine, Field(discriminator="t")]
DOWN_LINE: TypeAdapter[DownLine] = TypeAdapter(DownLine)
