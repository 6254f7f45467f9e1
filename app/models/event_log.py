"""The append-only history of every session."""

from collections.abc import AsyncIterator, Callable, Sequence

from app.models.database import Database
from app.models.records import AgentMark, Batch, Draft, Fenced, LogUnavailable, SessionErased, StaleOwner, Stored
from app.models.stores.base import Append
from app.models.tail import Tail
from protocol.values import Sight

__all__ = [
    "AgentMark",
    "Batch",
    "Draft",
    "EventLog",
    "Fenced",
    "LogUnavailable",
    "SessionErased",
    "StaleOwner",
    "Stored",
]

PAGE = 500

Listening = Callable[[Stored, Draft], None]


class EventLog:
    """Append-only history of every session.

    `follow` is replay and tail in one loop: a reader that reconnects with its last `seq` sees every
    later event exactly once. A writer takes everything that waits and commits it in one transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tails: dict[str, Tail] = {}
        self._listeners: dict[str, list[Listening]] = {}
        self.committed = 0

    @property
    def epoch(self) -> str:
        """Names the log's history; it changes when committed events may have been lost."""
        return self._database.epoch

    async def open(self) -> None:
        """Hear of what is committed."""
        self._database.store.on_commit = self._deliver

    async def close(self) -> None:
        """End every follower."""
        for tail in self._tails.values():
            tail.erase()

    def listen(self, session_id: str, listener: Listening) -> None:
        """Call `listener` with each committed event, in order, before any follower sees it."""
        self._listeners.setdefault(session_id, []).append(listener)

    def unlisten(self, session_id: str, listener: Listening) -> None:
        """Stop calling it."""
        listeners = self._listeners.get(session_id, [])
        if listener in listeners:
            listeners.remove(listener)
        if not listeners:
            self._listeners.pop(session_id, None)

    async def append(
        self, session_id: str, owner_epoch: int, drafts: Sequence[Draft], *, agent: AgentMark | None = None
    ) -> list[Stored]:
        """Commit drafts; they get the next numbers, in order and without a gap.

        A draft whose `key` the session has seen is not stored again: its first `Stored` is returned.

        Raises:
            UnknownSession, StaleOwner, Fenced, IllegalTransition: nothing of this call was stored.
            LogUnavailable: the database refused; nothing was stored.
        """
        return await self._database.store.append(Append(session_id, owner_epoch, drafts, agent))

    async def read(self, session_id: str, *, after: int, limit: int, sight: Sight) -> list[Stored]:
        """Up to `limit` events after `after` that `sight` may see."""
        events, _ = await self._database.store.read(session_id, after, limit, sight)
        return events

    async def follow(self, session_id: str, after: int, sight: Sight) -> AsyncIterator[Batch]:
        """Everything after `after`, then everything that comes.

        Raises:
            SessionErased: when the session is deleted.
        """
        tail = self._tails.setdefault(session_id, Tail())
        tail.followers += 1
        try:
            while not tail.erased:
                batch = tail.slice(after, sight)
                if batch is None and tail.head is not None and after >= tail.head:
                    await tail.changed()
                    continue
                if batch is None:
                    known = tail.head
                    events, head = await self._database.store.read(session_id, after, PAGE, sight)
                    batch = Batch(events, events[-1].seq if len(events) == PAGE else max(head, after))
                    if batch.through == after:
                        if tail.head == known and not tail.erased:
                            await tail.changed()
                        continue
                yield batch
                after = batch.through
            raise SessionErased(session_id)
        finally:
            tail.followers -= 1
            if not tail.followers and self._tails.get(session_id) is tail:
                del self._tails[session_id]

    def erase(self, session_id: str) -> None:
        """The session was deleted: end its followers."""
        tail = self._tails.pop(session_id, None)
        if tail is not None:
            tail.erase()

    def _deliver(self, session_id: str, stored: list[Stored], drafts: Sequence[Draft]) -> None:
        self.committed += len(stored)
        for listener in self._listeners.get(session_id, ()):
            for one, draft in zip(stored, drafts, strict=True):
                listener(one, draft)
        tail = self._tails.get(session_id)
        if tail is not None:
            tail.extend(stored)
