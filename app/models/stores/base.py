"""What a store of the log must do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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


@dataclass(frozen=True, slots=True)
class Write:
    """A statement with `?` for its parameters, done once for each of `rows`.

    With `returning` it has one row of parameters and gives the rows it returns.
    """

    sql: str
    rows: Sequence[tuple[Any, ...]]
    returning: bool = False


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
