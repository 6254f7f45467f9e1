"""What goes into the log and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.errors import AppError
from protocol.facts import EventBody
from protocol.values import Role, SessionStatus, Sight


def ws_text_header(size_bytes: int) -> bytes:
    """The head of an unmasked WebSocket text frame (RFC 6455, 5.2): the same bytes for every client."""
    if size_bytes < 126:
        return b"\x81" + bytes((size_bytes,))
    if size_bytes < 65536:
        return b"\x81\x7e" + size_bytes.to_bytes(2, "big")
    return b"\x81\x7f" + size_bytes.to_bytes(8, "big")


# Draft and Stored are named tuples because one of each is made per event: a frozen dataclass costs three times as much.


class Draft(NamedTuple):
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


class Stored(NamedTuple):
    """A committed event: `frame` holds the exact bytes that are stored and sent."""

    seq: int
    sight: Sight
    event_type: str
    frame: bytes


@dataclass(frozen=True, slots=True)
class AgentMark:
    """Drafts that came through a pipe: committed together with the number of the last one."""

    generation: int
    acked: int


@dataclass(slots=True)
class Batch:
    """Events in order, and the `seq` up to which the reader has now been served."""

    events: Sequence[Stored]
    through: int
    _framed: bytes | None = field(default=None, repr=False, compare=False)

    def framed(self) -> bytes:
        """All events as WebSocket bytes; readers at the same place share one object."""
        if self._framed is None:
            parts: list[bytes] = []
            for stored in self.events:
                parts.append(ws_text_header(len(stored.frame)))
                parts.append(stored.frame)
            self._framed = b"".join(parts)
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
    """The log cannot be written or read now."""

    status, code = 503, "storage_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the interview cannot be saved now ({self.reason}); nothing is lost: send it again in a moment"


class StaleOwner(AppError):
    """Another server has taken the session over."""

    status, code = 409, "stale_owner"

    def __init__(self, session_id: str, *, yours: int, now: int) -> None:
        super().__init__(session_id, yours, now)
        self.session_id, self.yours, self.now = session_id, yours, now

    def __str__(self) -> str:
        return f"this session has moved to another server (owner epoch {self.now}, not {self.yours}); reconnect"


class Fenced(AppError):
    """Another run of the agent has taken over."""

    status, code = 409, "fenced"

    def __init__(self, *, yours: int = 0, now: int = 0) -> None:
        super().__init__(yours, now)
        self.yours, self.now = yours, now

    def __str__(self) -> str:
        return f"run {self.now} of the agent has taken over from run {self.yours}"


class SessionErased(Exception):
    """The session was deleted while somebody followed it."""

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.session_id = session_id

    def __str__(self) -> str:
        return f"the session {self.session_id} was deleted"
