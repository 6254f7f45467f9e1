"""What a store of the log must do."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.core.errors import AppError
from app.models.records import AgentMark, Draft, Stored
from protocol.values import Sight

INSERT = "INSERT INTO events (session_id, seq, sight, event_type, body, key) VALUES (?, ?, ?, ?, ?, ?)"
UPDATE = "UPDATE sessions SET head = ?, status = ?, acked = ?, elapsed_ms = ?, updated_at = ? WHERE id = ?"
BY_KEY = "SELECT seq, sight, event_type, body FROM events WHERE session_id = ? AND key = ?"
PAGE = (
    "SELECT seq, sight, event_type, body FROM events"
    " WHERE session_id = ? AND seq > ? AND sight <= ? ORDER BY seq LIMIT ?"
)

OnCommit = Callable[[str, list[Stored], Sequence[Draft]], None]


def nobody_listens(session_id: str, stored: list[Stored], drafts: Sequence[Draft]) -> None:
    """Until the event log is open, commits are told to nobody."""


@dataclass(frozen=True, slots=True)
class Append:
    """One call of `EventLog.append`."""

    session_id: str
    owner_epoch: int
    drafts: Sequence[Draft]
    agent: AgentMark | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """A statement with `?` for its parameters, done once for each of `rows`.

    With `returning` it has one row of parameters and gives the rows it returns.
    """

    sql: str
    rows: Sequence[tuple[Any, ...]]
    returning: bool = False


@dataclass(slots=True)
class Waiting:
    """An append or some statements, and who waits for them."""

    work: Append | tuple[Write, ...]
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class Outcome:
    """What a committed, or refused, group came to."""

    answers: list[tuple[Waiting, Any]] = field(default_factory=list)
    new: list[tuple[str, list[Stored], list[Draft]]] = field(default_factory=list)

    def deliver(self, on_commit: OnCommit) -> None:
        """In the event loop: listeners and followers first, then whoever asked."""
        for session_id, stored, drafts in self.new:
            on_commit(session_id, stored, drafts)
        for one, result in self.answers:
            if one.answer.done():
                continue
            if isinstance(result, AppError):
                one.answer.set_exception(result)
            else:
                one.answer.set_result(result)


class Store(Protocol):
    """Commits appends in groups and reads pages; everything that writes keeps its order."""

    on_commit: OnCommit

    async def open(self) -> None:
        """Connect."""

    async def close(self) -> None:
        """Commit what waits, then disconnect."""

    async def append(self, append: Append) -> list[Stored]:
        """Commit it, together with whatever else waits."""

    async def run(self, *writes: Write) -> list[list[tuple[Any, ...]]]:
        """Do statements in order with the appends, all or none; what each returned."""

    async def read(self, session_id: str, after: int, limit: int, sight: Sight) -> tuple[list[Stored], int]:
        """A page, and the session's head at that moment (0 when there is no such session)."""
