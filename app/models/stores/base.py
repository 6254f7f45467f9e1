"""What a store of the log must do, and what it is asked."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.sql.expression import Executable

from app.models.records import AgentMark, Draft, Stored
from protocol.values import Sight

OnCommit = Callable[[str, Sequence[Stored], Sequence[Draft]], None]
"""Session, its newly committed events, and the draft of each; called in the event loop, in the log's order."""

GROUP_DRAFTS = 4096
"""Drafts of one transaction; what waits beyond them goes into the next."""


@dataclass(slots=True, eq=False)
class Append:
    """One call of `EventLog.append`; `answer` has what was stored, or why nothing was."""

    session_id: str
    owner_epoch: int
    drafts: Sequence[Draft]
    agent: AgentMark | None
    answer: asyncio.Future[list[Stored]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What an append comes to: `results` for the caller; `fresh`, made of `drafts`, is new.

    `keys`: what each fresh event is stored under; None when none has a key.
    """

    results: list[Stored]
    fresh: Sequence[Stored]
    drafts: Sequence[Draft]
    keys: Sequence[str | None] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A statement of a `Store.run`, once for each set of parameters."""

    statement: Executable
    params: Sequence[Mapping[str, Any]] = field(default=({},))


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """Events of a session in order; `more` says that a limit cut them short."""

    events: list[Stored]
    more: bool


class Store(Protocol):
    """Commits appends in groups, in the order of the calls, and reads pages."""

    on_commit: OnCommit

    async def open(self) -> None:
        """Connect and start the writer."""

    async def close(self) -> None:
        """Commit what waits, make it durable, let go."""

    def append(self, append: Append) -> None:
        """Queue an append; its `answer` comes after `on_commit`."""

    async def run(self, steps: Sequence[Step], *, touches: Iterable[str] | None = ()) -> list[Rows]:
        """Do `steps` in one transaction, in order with the appends; the rows that each returned.

        `touches`: the sessions whose rows it changes; None for any.

        Raises:
            LogUnavailable: nothing was done.
        """

    async def page(
        self, session_id: str, *, after: int, upto: int | None, limit: int, limit_bytes: int | None, sight: Sight
    ) -> Page:
        """The next events after `after`, not beyond `upto`, that `sight` may see; at least one if there is any."""

    async def head(self, session_id: str) -> int | None:
        """The last committed `seq`; None for an unknown session."""


def settle(outcomes: Iterable[tuple[Append, Planned | Exception]], on_commit: OnCommit) -> None:
    """Tell what a transaction came to: listeners and followers first, then whoever asked."""
    for append, outcome in outcomes:
        if isinstance(outcome, Planned) and outcome.fresh:
            on_commit(append.session_id, outcome.fresh, outcome.drafts)
        if append.answer.done():
            continue
        if isinstance(outcome, Planned):
            append.answer.set_result(outcome.results)
        else:
            append.answer.set_exception(outcome)
