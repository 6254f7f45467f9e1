"""The log on SQLite: one writer thread that commits in groups, one reader thread for pages."""

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import AppError, IllegalTransition, UnknownSession
from app.models.records import Draft, Fenced, LogUnavailable, StaleOwner, Stored
from app.models.stores.base import Append, OnCommit
from protocol.frames import splice_event
from protocol.values import LEGAL, SessionStatus, Sight, utc_ms

log = logging.getLogger(__name__)

GROUP = 2000
BUSY_S = 5.0

INSERT = "INSERT INTO events (session_id, seq, sight, event_type, body, key) VALUES (?, ?, ?, ?, ?, ?)"
UPDATE = "UPDATE sessions SET head = ?, status = ?, acked = ?, elapsed_ms = ?, updated_at = ? WHERE id = ?"
LOAD = "SELECT owner_epoch, head, status, generation, acked, elapsed_ms FROM sessions WHERE id = ?"
BY_KEY = "SELECT seq, sight, event_type, body FROM events WHERE session_id = ? AND key = ?"
PAGE = (
    "SELECT seq, sight, event_type, body FROM events"
    " WHERE session_id = ? AND seq > ? AND sight <= ? ORDER BY seq LIMIT ?"
)

Job = Callable[[sqlite3.Connection], Any]


@dataclass(slots=True)
class State:
    """A session's row while a group is written."""

    owner_epoch: int
    head: int
    status: SessionStatus
    generation: int
    acked: int
    elapsed_ms: int


@dataclass(slots=True)
class Waiting:
    """An append or a job, and who waits for it."""

    work: Append | Job
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class Group:
    """What one transaction writes."""

    rows: list[tuple[str, int, int, str, bytes, str | None]] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    keyed: dict[tuple[str, str], Stored] = field(default_factory=dict)
    outcomes: list[tuple[Waiting, Any]] = field(default_factory=list)
    new: list[tuple[str, list[Stored], list[Draft]]] = field(default_factory=list)


class SqliteStore:
    """Implements `Store`; everything that writes goes through its one thread."""

    on_commit: OnCommit

    def __init__(self, path: Path, *, full_sync: bool) -> None:
        self._path, self._full_sync = path, full_sync
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="log-reader")
        self._read_connection: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._write, name="log-writer", daemon=True)

    async def open(self) -> None:
        """Start the threads."""
        self._loop = asyncio.get_running_loop()
        self._connection = self._connect()
        self._thread.start()

    async def close(self) -> None:
        """Commit what waits, then end the threads."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._readers.shutdown()
        if self._read_connection is not None:
            self._read_connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._full_sync else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    # -- for the event loop --------------------------------------------------------------------------

    def append(self, append: Append) -> asyncio.Future[list[Stored]]:
        """Queue an append; the future has what was stored, or why nothing was."""
        return self._put(append)

    def run(self, job: Job) -> asyncio.Future[Any]:
        """Do `job` in the writer's transaction, in order with the appends; it raises before it writes."""
        return self._put(job)

    def _put(self, work: Append | Job) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = self._loop.create_future()
        self._queue.put(Waiting(work, answer))
        return answer

    async def read(self, session_id: str, after: int, limit: int, sight: Sight) -> tuple[list[Stored], int]:
        """A page and the head, in one snapshot."""
        return await self._loop.run_in_executor(self._readers, self._page, session_id, after, limit, sight)

    def _page(self, session_id: str, after: int, limit: int, sight: Sight) -> tuple[list[Stored], int]:
        if self._read_connection is None:
            self._read_connection = self._connect()
        connection = self._read_connection
        connection.execute("BEGIN")
        try:
            head = connection.execute("SELECT head FROM sessions WHERE id = ?", (session_id,)).fetchone()
            rows = connection.execute(PAGE, (session_id, after, int(sight), limit)).fetchall()
        finally:
            connection.execute("COMMIT")
        return [_stored(row) for row in rows], head[0] if head else 0

    # -- the writer thread ---------------------------------------------------------------------------

    def _write(self) -> None:
        ending = False
        while not ending:
            waiting = [self._queue.get()]
            while len(waiting) < GROUP and not self._queue.empty():
                waiting.append(self._queue.get_nowait())
            ending = None in waiting
            group = Group()
            try:
                self._commit([one for one in waiting if one is not None], group)
            except sqlite3.Error as error:
                self._roll_back()
                reason = LogUnavailable(str(error))
                group.outcomes = [(one, reason) for one in waiting if one is not None]
                group.new.clear()
            self._loop.call_soon_threadsafe(self._answer, group)
        self._connection.close()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _commit(self, waiting: Sequence[Waiting], group: Group) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        now = utc_ms()
        for one in waiting:
            try:
                if isinstance(one.work, Append):
                    result: Any = self._take(one.work, group, now)
                else:
                    self._flush(group, now)
                    group.states.clear()
                    result = one.work(connection)
            except AppError as refusal:
                result = refusal
            group.outcomes.append((one, result))
        self._flush(group, now)
        connection.execute("COMMIT")

    def _flush(self, group: Group, now: str) -> None:
        if group.rows:
            self._connection.executemany(INSERT, group.rows)
            group.rows.clear()
        changed = [
            (state.head, str(state.status), state.acked, state.elapsed_ms, now, session_id)
            for session_id, state in group.states.items()
        ]
        if changed:
            self._connection.executemany(UPDATE, changed)

    def _take(self, append: Append, group: Group, now: str) -> list[Stored]:
        session_id = append.session_id
        state = group.states.get(session_id)
        if state is None:
            row = self._connection.execute(LOAD, (session_id,)).fetchone()
            if row is None:
                raise UnknownSession(session_id)
            state = State(row[0], row[1], SessionStatus(row[2]), row[3], row[4], row[5])
        if state.owner_epoch != append.owner_epoch:
            raise StaleOwner
        if append.agent is not None and append.agent.generation != state.generation:
            raise Fenced
        drafts, status = _legal(append, state.status)
        stored: list[Stored] = []
        new: list[tuple[Stored, Draft]] = []
        head = state.head
        for draft in drafts:
            known = self._by_key(session_id, draft.key, group) if draft.key is not None else None
            if known is not None:
                stored.append(known)
                continue
            head += 1
            frame = splice_event(session_id, head, now, draft.elapsed_ms, draft.body)
            one = Stored(head, draft.sight, draft.event_type, frame)
            group.rows.append((session_id, head, int(draft.sight), draft.event_type, frame, draft.key))
            if draft.key is not None:
                group.keyed[session_id, draft.key] = one
            stored.append(one)
            new.append((one, draft))
        group.states[session_id] = state
        state.head, state.status = head, status
        if append.agent is not None:
            state.acked = append.agent.acked
        if new:
            state.elapsed_ms = max(state.elapsed_ms, new[-1][1].elapsed_ms)
            group.new.append((session_id, [one for one, _ in new], [draft for _, draft in new]))
        return stored

    def _by_key(self, session_id: str, key: str, group: Group) -> Stored | None:
        found = group.keyed.get((session_id, key))
        if found is None:
            row = self._connection.execute(BY_KEY, (session_id, key)).fetchone()
            found = _stored(row) if row else None
        return found

    def _answer(self, group: Group) -> None:
        """Back in the event loop: listeners and followers first, then whoever asked."""
        for session_id, stored, drafts in group.new:
            self.on_commit(session_id, stored, drafts)
        for one, result in group.outcomes:
            if one.answer.done():
                continue
            if isinstance(result, AppError):
                one.answer.set_exception(result)
            else:
                one.answer.set_result(result)


def _legal(append: Append, status: SessionStatus) -> tuple[Sequence[Draft], SessionStatus]:
    """The drafts that may be stored, and the status after them; an agent's illegal move is left out.

    Raises:
        IllegalTransition: for anybody else's.
    """
    kept: list[Draft] = []
    for draft in append.drafts:
        wanted = draft.status
        if wanted is not None and wanted is not status:
            if wanted not in LEGAL[status]:
                if append.agent is None:
                    raise IllegalTransition(status, wanted)
                log.warning("an agent's event came too late", extra={"type": draft.event_type, "status": status})
                continue
            status = wanted
        kept.append(draft)
    return kept, status


def _stored(row: tuple[int, int, str, bytes]) -> Stored:
    return Stored(row[0], Sight(row[1]), row[2], row[3])
