"""The log on SQLite: one writer thread that commits in groups, a reader thread for pages.

A `sqlite3` call gives up the GIL for each step of a statement and may wait long to get it back while
the event loop is busy. So a group is written in few steps, many rows at a time.
"""

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from app.core.errors import AppError, UnknownSession
from app.models.records import LogUnavailable, Stored
from app.models.stores.base import GROUP_DRAFTS, Append, OnCommit, Page, Planned, Rows, Step, settle
from app.models.stores.compiled import sqlite, text_of, values_of
from app.models.stores.planning import EventRow, Keyed, State, event_rows, keys_of, plan
from protocol.values import SessionStatus, Sight, utc_ms

log = logging.getLogger(__name__)

BUSY_S = 5.0
STATES_HELD = 4096
PAGE_BYTES = 4096
CHECKPOINT_PAGES = 2000
"""Pages of the journal, roughly, after which a thread of its own moves them into the main file: its fsync
must not hold up an acknowledgement."""
LATEST_CHECKPOINT_PAGES = 16_000
"""Pages at which the writer does it itself."""
JOURNAL_BYTES = 64 * 1024 * 1024
CHUNKS = (256, 64, 16, 4, 1)
"""Rows of one statement: few sizes, so that the prepared statements stay in the driver's cache."""

LOAD = "SELECT owner_epoch, status, head, generation, acked, elapsed_ms FROM sessions WHERE id = ?"
BY_KEY = "SELECT seq, sight, event_type, body FROM events WHERE session_id = ? AND key = ?"
PAGE = """
SELECT seq, sight, event_type, body FROM events
WHERE session_id = ? AND seq > ? AND seq <= ? AND sight <= ? ORDER BY seq LIMIT ?
"""
FULL_OR_BROKEN = (sqlite3.OperationalError, sqlite3.InternalError)
NO_LIMIT = 2**62
SIGHTS = tuple(Sight)

Row = TypeVar("Row")

Outcomes = list[tuple[Append, Planned | Exception]]


class _Moved(Exception):
    """The database was changed by somebody else: what the writer remembers is stale."""


@dataclass(frozen=True, slots=True)
class Job:
    """Steps of a `run`, and who waits for their rows."""

    steps: Sequence[Step]
    touches: Iterable[str] | None
    answer: asyncio.Future[list[Rows]]


class SqliteStore:
    """Implements `Store`; it must be the only writer of its file."""

    on_commit: OnCommit

    def __init__(self, path: Path, *, full_sync: bool) -> None:
        self._path, self._full_sync = path, full_sync
        self._work: queue.SimpleQueue[Append | Job | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="log-reader")
        self._checkpoints = ThreadPoolExecutor(1, thread_name_prefix="log-checkpoint")
        self._checkpointing: Future[None] | None = None
        self._pages_due = 0
        self._thread = threading.Thread(target=self._write, name="log-writer", daemon=True)
        self._states: dict[str, State] = {}
        self._closed = False

    async def open(self) -> None:
        """Connect and start the threads."""
        self._loop = asyncio.get_running_loop()
        self._writing = self._connect()
        self._reading = self._connect()
        self._reading.execute("PRAGMA query_only = ON")
        self._moving = self._connect()
        self._thread.start()

    async def close(self) -> None:
        """Commit what waits, move it into the main file, end the threads."""
        self._closed = True
        self._work.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._readers.shutdown)
        await asyncio.to_thread(self._checkpoints.shutdown)
        self._reading.close()
        self._moving.close()
        try:
            self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._writing.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if self._full_sync else 'NORMAL'}")
        connection.execute("PRAGMA secure_delete = FAST")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LATEST_CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
        connection.execute("PRAGMA cache_size = -16384")
        return connection

    # -- in the event loop -----------------------------------------------------------------------------

    def append(self, append: Append) -> None:
        """Queue an append; its `answer` comes after `on_commit`."""
        if self._closed:
            append.answer.set_exception(LogUnavailable("the server is stopping"))
            return
        self._work.put(append)

    async def run(self, steps: Sequence[Step], *, touches: Iterable[str] | None = ()) -> list[Rows]:
        """Do `steps` in one transaction, in order with the appends."""
        if self._closed:
            raise LogUnavailable("the server is stopping")
        answer: asyncio.Future[list[Rows]] = self._loop.create_future()
        self._work.put(Job(steps, touches, answer))
        return await answer

    async def page(
        self, session_id: str, *, after: int, upto: int | None, limit: int, limit_bytes: int | None, sight: Sight
    ) -> Page:
        """The next events."""
        asked = (
            session_id,
            after,
            NO_LIMIT if upto is None else upto,
            int(sight),
            limit,
            NO_LIMIT if limit_bytes is None else limit_bytes,
        )
        try:
            return await self._loop.run_in_executor(self._readers, self._page, asked)
        except sqlite3.Error as error:
            raise LogUnavailable(str(error)) from error

    async def head(self, session_id: str) -> int | None:
        """The last committed `seq`; None for an unknown session."""
        try:
            return await self._loop.run_in_executor(self._readers, self._head, session_id)
        except sqlite3.Error as error:
            raise LogUnavailable(str(error)) from error

    # -- in the reader thread --------------------------------------------------------------------------

    def _head(self, session_id: str) -> int | None:
        row = self._reading.execute("SELECT head FROM sessions WHERE id = ?", (session_id,)).fetchone()
        return None if row is None else int(row[0])

    def _page(self, asked: tuple[str, int, int, int, int, int]) -> Page:
        *query, limit, limit_bytes = asked
        # One row beyond the limit: whether there is more costs no second question.
        rows = self._reading.execute(PAGE, (*query, limit + 1))
        events: list[Stored] = []
        size = 0
        for seq, sight, event_type, frame in rows:
            if len(events) == limit or size >= limit_bytes:
                rows.close()
                return Page(events, more=True)
            events.append(Stored(seq, SIGHTS[sight], event_type, frame))
            size += len(frame)
        return Page(events, more=False)

    # -- in the checkpoint thread ----------------------------------------------------------------------

    def _checkpoint(self) -> None:
        try:
            self._moving.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            log.warning("the journal could not be moved into the database", extra={"why": str(error)})

    # -- in the writer thread --------------------------------------------------------------------------

    def _write(self) -> None:
        ending = False
        while not ending:
            waiting, ending = self._take()
            appends: list[Append] = []
            for work in waiting:
                if isinstance(work, Append):
                    appends.append(work)
                    continue
                self._write_group(appends)
                appends = []
                self._do(work)
            self._write_group(appends)

    def _take(self) -> tuple[list[Append | Job], bool]:
        """Everything that waits, and whether it is the last."""
        first = self._work.get()
        if first is None:
            return [], True
        waiting = [first]
        drafts = len(first.drafts) if isinstance(first, Append) else 0
        while drafts < GROUP_DRAFTS:
            try:
                work = self._work.get_nowait()
            except queue.Empty:
                break
            if work is None:
                return waiting, True
            waiting.append(work)
            drafts += len(work.drafts) if isinstance(work, Append) else 0
        return waiting, False

    def _write_group(self, appends: list[Append]) -> None:
        if appends:
            outcomes = self._outcomes(appends)
            self._tell(lambda: settle(outcomes, self.on_commit))

    def _outcomes(self, appends: list[Append]) -> Outcomes:
        try:
            try:
                return self._commit(appends)
            except _Moved:
                self._roll_back()
                return self._commit(appends)
        except FULL_OR_BROKEN as error:
            self._roll_back()
            log.error("events could not be stored", extra={"why": str(error), "appends": len(appends)})
            return [(append, LogUnavailable(str(error))) for append in appends]
        except Exception as error:
            self._roll_back()
            if len(appends) > 1:
                # One of them cannot be stored at all: it must not take the others with it.
                return [outcome for append in appends for outcome in self._outcomes([append])]
            log.exception("an append cannot be stored", extra={"session": appends[0].session_id})
            return [(appends[0], error)]

    def _tell(self, news: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(news)
        except RuntimeError:
            log.warning("events were stored when nobody was left to hear of it")

    def _roll_back(self) -> None:
        """Bring the connection into a clean state, whatever failed."""
        self._states.clear()
        try:
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
        except sqlite3.Error as error:
            log.error("a rollback failed; connecting again", extra={"why": str(error)})
            self._writing.close()
            self._writing = self._connect()

    def _commit(self, appends: list[Append]) -> Outcomes:
        connection, now = self._writing, utc_ms()
        connection.execute("BEGIN IMMEDIATE")
        if len(self._states) > STATES_HELD:
            self._states.clear()
        before: dict[str, tuple[int, int, int, SessionStatus]] = {}
        known: dict[Keyed, Stored] = {}
        rows: list[EventRow] = []
        outcomes: Outcomes = []
        for append in appends:
            session_id = append.session_id
            try:
                state = self._states.get(session_id) or self._load(session_id)
                was = (state.owner_epoch, state.generation, state.head, state.status)
                self._look_up(append, known)
                planned = plan(append, state, known=known, now=now)
            except AppError as refusal:
                outcomes.append((append, refusal))
                continue
            if planned.keys is not None:
                for stored, key in zip(planned.fresh, planned.keys, strict=True):
                    if key is not None:
                        known[session_id, key] = stored
            before.setdefault(session_id, was)
            rows += event_rows(session_id, planned)
            outcomes.append((append, planned))
        self._insert(rows)
        self._update(before, now)
        connection.execute("COMMIT")
        self._checkpoint_soon(rows, len(before))
        return outcomes

    def _checkpoint_soon(self, rows: list[EventRow], sessions: int) -> None:
        self._pages_due += 2 + sessions + sum(len(row[4]) for row in rows) // PAGE_BYTES
        if self._pages_due >= CHECKPOINT_PAGES and (self._checkpointing is None or self._checkpointing.done()):
            self._pages_due = 0
            self._checkpointing = self._checkpoints.submit(self._checkpoint)

    def _load(self, session_id: str) -> State:
        row = self._writing.execute(LOAD, (session_id,)).fetchone()
        if row is None:
            raise UnknownSession(session_id)
        state = self._states[session_id] = State(session_id, row[0], SessionStatus(row[1]), *row[2:])
        return state

    def _look_up(self, append: Append, known: dict[Keyed, Stored]) -> None:
        for key in keys_of(append.drafts) or ():
            if key is not None and (append.session_id, key) not in known:
                row = self._writing.execute(BY_KEY, (append.session_id, key)).fetchone()
                if row is not None:
                    known[append.session_id, key] = Stored(row[0], SIGHTS[row[1]], row[2], row[3])

    def _insert(self, rows: list[EventRow]) -> None:
        for chunk in _chunks(rows):
            self._writing.execute(_insert_text(len(chunk)), [value for row in chunk for value in row])

    def _update(self, before: dict[str, tuple[int, int, int, SessionStatus]], now: str) -> None:
        """Move the rows on, if they still are as remembered; without a cache this check is a given."""
        changed: dict[bool, list[tuple[object, ...]]] = {True: [], False: []}
        for session_id, (owner_epoch, generation, head, status) in before.items():
            state = self._states[session_id]
            moved = (state.head, state.status.value, state.acked, state.elapsed_ms, now)
            changed[state.status is not status].append((*moved, session_id, owner_epoch, generation, head))
        for with_status, rows in changed.items():
            for chunk in _chunks(rows):
                values = [value for row in chunk for value in row]
                if self._writing.execute(_update_text(len(chunk), with_status), values).rowcount != len(chunk):
                    raise _Moved

    def _do(self, job: Job) -> None:
        dialect = sqlite()
        outcome: list[Rows] | Exception = []
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            outcome = [
                [
                    row
                    for params in step.params
                    for row in self._writing.execute(
                        text_of(step.statement, dialect), values_of(step.statement, dialect, params)
                    ).fetchall()
                ]
                for step in job.steps
            ]
            self._writing.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            outcome = LogUnavailable(str(error))
        except Exception as error:
            self._roll_back()
            log.exception("the writer of the log failed")
            outcome = error
        if job.touches is None:
            self._states.clear()
        else:
            for session_id in job.touches:
                self._states.pop(session_id, None)
        self._tell(lambda: _answer(job.answer, outcome))


def _answer(answer: asyncio.Future[list[Rows]], outcome: list[Rows] | Exception) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    place = 0
    for size in CHUNKS:
        while len(rows) - place >= size:
            yield rows[place : place + size]
            place += size


@lru_cache(maxsize=len(CHUNKS))
def _insert_text(rows: int) -> str:
    values = ", ".join(["(?, ?, ?, ?, ?, ?)"] * rows)
    return f"INSERT INTO events (session_id, seq, sight, event_type, body, key) VALUES {values}"  # noqa: S608


@lru_cache(maxsize=2 * len(CHUNKS))
def _update_text(rows: int, with_status: bool) -> str:
    """An assignment writes the index on the status anew even where it stays the same: there it is left out."""
    status = "status = v.column2, " if with_status else ""
    values = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * rows)
    return f"""
        UPDATE sessions
        SET head = v.column1, {status}acked = v.column3, elapsed_ms = v.column4, updated_at = v.column5
        FROM (VALUES {values}) AS v
        WHERE sessions.id = v.column6 AND sessions.owner_epoch = v.column7
            AND sessions.generation = v.column8 AND sessions.head = v.column9
    """  # noqa: S608
