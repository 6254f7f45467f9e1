"""The append-only history of every session."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence

from app.core.errors import UnknownSession
from app.models.database import Database
from app.models.records import AgentMark, Batch, Draft, Fenced, LogUnavailable, SessionErased, StaleOwner, Stored
from app.models.stores.base import Append
from app.models.tail import Tail, TailLimits
from protocol.values import Sight

__all__ = [
    "AgentMark",
    "Batch",
    "Draft",
    "EventLog",
    "Fenced",
    "Listener",
    "LogUnavailable",
    "SessionErased",
    "StaleOwner",
    "Stored",
]

log = logging.getLogger(__name__)

PAGE = 1000
PAGE_BYTES = 1024 * 1024
KEEP_TAIL_S = 30.0

Listener = Callable[[Stored, Draft], None]


class EventLog:
    """Append-only history of every session.

    `follow` is replay and tail in one loop: a reader that reconnects with its last `seq` sees every
    later event exactly once. A writer takes everything that waits and commits it in one transaction.
    """

    def __init__(self, database: Database, *, tail: TailLimits | None = None, keep_tail_s: float = KEEP_TAIL_S) -> None:
        self._database, self._limits, self._keep_tail_s = database, tail or TailLimits(), keep_tail_s
        self._tails: dict[str, Tail] = {}
        self._listeners: dict[str, list[tuple[Listener, frozenset[type]]]] = {}
        self.committed = 0
        """Events committed since the start."""

    @property
    def epoch(self) -> str:
        """Names the log's history; it changes when committed events may have been lost."""
        return self._database.epoch

    async def open(self) -> None:
        """Hear of what is committed."""
        self._loop = asyncio.get_running_loop()
        self._database.store.on_commit = self._deliver

    async def close(self) -> None:
        """End every follower: its iteration stops."""
        for tail in self._tails.values():
            tail.close()

    def listen(self, session_id: str, listener: Listener, types: frozenset[type]) -> None:
        """Call `listener` with each committed event of `types`, in order, before any follower sees it.

        It hears the last event of each append, too, of whatever type: so it knows where the log is.
        """
        self._listeners.setdefault(session_id, []).append((listener, types))

    def unlisten(self, session_id: str, listener: Listener) -> None:
        """Stop calling it."""
        left = [one for one in self._listeners.pop(session_id, []) if one[0] != listener]
        if left:
            self._listeners[session_id] = left

    async def append(
        self, session_id: str, owner_epoch: int, drafts: Sequence[Draft], *, agent: AgentMark | None = None
    ) -> list[Stored]:
        """Commit drafts; they get the next numbers, in order and without a gap.

        A draft whose `key` the session has seen is not stored again: its first `Stored` is returned.
        What an agent sends again, by the number in its mark, is not stored again: the list is empty.

        Raises:
            UnknownSession, StaleOwner, Fenced, IllegalTransition: nothing of this call was stored.
            LogUnavailable: the database refused; nothing was shown.
        """
        answer: asyncio.Future[list[Stored]] = self._loop.create_future()
        self._database.store.append(Append(session_id, owner_epoch, drafts, agent, answer))
        return await answer

    async def read(self, session_id: str, *, after: int, limit: int, sight: Sight) -> list[Stored]:
        """Up to `limit` events after `after` that `sight` may see; fewer only at the end of the log."""
        page = await self._database.store.page(
            session_id, after=after, upto=None, limit=limit, limit_bytes=None, sight=sight
        )
        return page.events

    async def head(self, session_id: str) -> int:
        """The last committed `seq`.

        Raises:
            UnknownSession: when there is none.
        """
        head = await self._database.store.head(session_id)
        if head is None:
            raise UnknownSession(session_id)
        return head

    async def follow(self, session_id: str, after: int, sight: Sight) -> AsyncIterator[Batch]:
        """Everything after `after`, then everything that comes, until the log is closed.

        A batch without events says that the cursor passed events which `sight` may not see.

        Raises:
            UnknownSession: when there is none.
            SessionErased: when it is deleted meanwhile.
            LogUnavailable: when the database cannot be read.
        """
        tail = self._enter(session_id)
        try:
            if tail.head is None:
                tail.know(await self.head(session_id))
            while True:
                if tail.is_erased():
                    raise SessionErased(session_id)
                if tail.closed:
                    return
                assert tail.head is not None
                if after >= tail.head:
                    await tail.changed()
                    continue
                batch = tail.slice(after, sight)
                if batch is None:
                    batch = await self._page(session_id, after, tail.head, sight)
                    tail.precede(batch.events)
                    if tail.is_erased():
                        continue
                yield batch
                after = batch.through
        finally:
            self._leave(session_id, tail)

    async def _page(self, session_id: str, after: int, upto: int, sight: Sight) -> Batch:
        page = await self._database.store.page(
            session_id, after=after, upto=upto, limit=PAGE, limit_bytes=PAGE_BYTES, sight=sight
        )
        return Batch(page.events, page.events[-1].seq if page.more else upto)

    def _enter(self, session_id: str) -> Tail:
        tail = self._tails.get(session_id)
        if tail is None:
            tail = self._tails[session_id] = Tail(self._limits)
        tail.followers += 1
        return tail

    def _leave(self, session_id: str, tail: Tail) -> None:
        tail.followers -= 1
        if tail.followers:
            return
        if tail.head is None or not self._keep_tail_s:
            self._drop(session_id, tail)
            return
        tail.left_at = self._loop.time()
        self._loop.call_later(self._keep_tail_s, self._drop_idle, session_id, tail)

    def _drop_idle(self, session_id: str, tail: Tail) -> None:
        if not tail.followers and self._loop.time() - tail.left_at >= self._keep_tail_s * 0.9:
            self._drop(session_id, tail)

    def _drop(self, session_id: str, tail: Tail) -> None:
        if self._tails.get(session_id) is tail:
            del self._tails[session_id]

    def erase(self, session_id: str) -> None:
        """The session was deleted: end its followers."""
        tail = self._tails.pop(session_id, None)
        if tail is not None:
            tail.erase()

    def _deliver(self, session_id: str, stored: Sequence[Stored], drafts: Sequence[Draft]) -> None:
        self.committed += len(stored)
        last = stored[-1]
        for listener, types in self._listeners.get(session_id, ()):
            for one, draft in zip(stored, drafts, strict=True):
                if type(draft.event) in types or one is last:
                    try:
                        listener(one, draft)
                    except Exception:
                        log.exception("a listener failed", extra={"session": session_id, "seq": one.seq})
        tail = self._tails.get(session_id)
        if tail is not None:
            tail.extend(stored)
