"""What a store of the log must do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.models.records import AgentMark, Draft, Stored
from protocol.values import Sight

OnCommit = Callable[[str, list[Stored], Sequence[Draft]], None]


@dataclass(frozen=True, slots=True)
class Append:
    """One call of `EventLog.append`."""

    session_id: str
    owner_epoch: int
    drafts: Sequence[Draft]
    agent: AgentMark | None = None


class Store(Protocol):
    """Commits appends in groups and reads pages."""

    on_commit: OnCommit

    async def append(self, append: Append) -> list[Stored]:
        """Commit it, together with whatever else waits."""

    async def read(self, session_id: str, after: int, limit: int, sight: Sight) -> tuple[list[Stored], int]:
        """A page, and the session's head at that moment (0 when there is no such session)."""
