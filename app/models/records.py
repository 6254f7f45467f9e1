"""What goes into the log and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.errors import AppError
from protocol.events import EventBody
from protocol.values import Role, SessionStatus, Sight


def ws_text_frame(payload: bytes) -> bytes:
    """An unmasked WebSocket text frame (RFC 6455, 5.2): the same bytes for every client."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes((size,)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be appended.

    `body` is its JSON; `status` the session's status after it, when it moves it; `key` makes it
    idempotent within the session; `event` is handed to listeners with the committed event.
    """

    event_type: str
    body: bytes
    sight: Sight
    elapsed_ms: int
    status: SessionStatus | None = None
    key: str | None = None
    event: EventBody | None = None


@dataclass(frozen=True, slots=True)
class AgentMark:
    """Drafts that came through a pipe: committed together with the number of the last one."""

    generation: int
    acked: int


@dataclass(slots=True)
class Stored:
    """A committed event: `frame` holds the exact bytes that are stored and sent."""

    seq: int
    sight: Sight
    event_type: str
    frame: bytes
    _wire: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def wire(self) -> bytes:
        """The frame as WebSocket bytes, framed once for all clients."""
        if self._wire is None:
            self._wire = ws_text_frame(self.frame)
        return self._wire


@dataclass(slots=True)
class Batch:
    """Events in order, and the `seq` up to which the reader has now been served."""

    events: Sequence[Stored]
    through: int
    _framed: bytes | None = field(default=None, repr=False, compare=False)

    def framed(self) -> bytes:
        """All events as WebSocket bytes; readers at the same place share one object."""
        if self._framed is None:
            self._framed = b"".join(stored.wire for stored in self.events)
        return self._framed


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as the database keeps it, beside its events."""

    id: str
    created_at: str
    user_id: str
    interview_type: str
    status: SessionStatus
    owner: str
    owner_epoch: int
    head: int
    generation: int
    acked: int
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A living token: whose session, which role."""

    session_id: str
    role: Role


class LogUnavailable(AppError):
    """The log cannot be written now; nothing was stored and nothing shown."""

    status, code = 503, "storage_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the interview cannot be saved now ({self.reason}); nothing is lost: send it again in a moment"


class StaleOwner(AppError):
    """Another node has taken the session over."""

    status, code = 409, "stale_owner"

    def __str__(self) -> str:
        return "this session has moved to another server; reconnect"


class Fenced(AppError):
    """A newer run of the agent has taken over."""

    status, code = 409, "fenced"

    def __str__(self) -> str:
        return "a newer run of the agent has taken over"


class SessionErased(Exception):
    """The session was deleted while somebody followed it."""
