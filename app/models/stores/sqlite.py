"""The log on SQLite: one writer thread that commits in groups, one reader thread for pages."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.core.errors import AppError
from app.models.records import LogUnavailable, Stored
from app.models.stores.base import (
    BY_KEY,
    INSERT,
    PAGE,
    UPDATE,
    Append,
    OnCommit,
    Outcome,
    Waiting,
    Write,
    nobody_listens,
)
from app.models.stores.planning import Plan, State
from protocol.values import SessionStatus, Sight, utc_ms

GROUP = 2000
BUSY_S = 5.0

LOAD = "SELECT owner_epoch, head, status, generation, acked, elapsed_ms FROM sessions WHERE id = ?"


class SqliteStore:
    """Implements `Store`."""

    def __init__(self, path: Path, *, full_sync: bool) -> None:
        self.on_commit: OnCommit = nobody_listens
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

    async def append(self, append: Append) -> list[Stored]:
        """Queue an append and wait for its commit."""
        stored: list[Stored] = await self._put(append)
        return stored

    async def run(self, *writes: Write) -> list[list[tuple[Any, ...]]]:
        """Do statements in the writer's order, in one transaction."""
        returned: list[list[tuple[Any, ...]]] = await self._put(writes)
        return returned

    def _put(self, work: Append | tuple[Write, ...]) -> asyncio.Future[Any]:
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
            real = [one for one in waiting if one is not None]
            try:
                outcome = self._commit(real)
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                refusal = LogUnavailable(str(error))
                outcome = Outcome(answers=[(one, refusal) for one in real])
            self._loop.call_soon_threadsafe(self._answer, outcome)
        self._connection.close()

    def _commit(self, waiting: Sequence[Waiting]) -> Outcome:
        connection, outcome = self._connection, Outcome()
        plan = Plan(utc_ms(), load=self._load, find=self._find)
        connection.execute("BEGIN IMMEDIATE")
        for one in waiting:
            try:
                if isinstance(one.work, Append):
                    outcome.answers.append((one, plan.take(one.work)))
                else:
                    self._settle(plan)
                    outcome.answers.append((one, [self._do(write) for write in one.work]))
            except AppError as refusal:
                outcome.answers.append((one, refusal))
        self._settle(plan)
        connection.execute("COMMIT")
        outcome.new = plan.new
        return outcome

    def _settle(self, plan: Plan) -> None:
        rows, updates = plan.settle()
        if rows:
            self._connection.executemany(INSERT, rows)
        if updates:
            self._connection.executemany(UPDATE, updates)

    def _do(self, write: Write) -> list[tuple[Any, ...]]:
        if write.returning:
            return self._connection.execute(write.sql, write.rows[0]).fetchall()
        self._connection.executemany(write.sql, write.rows)
        return []

    def _load(self, session_id: str) -> State | None:
        row = self._connection.execute(LOAD, (session_id,)).fetchone()
        return State(row[0], row[1], SessionStatus(row[2]), *row[3:]) if row else None

    def _find(self, session_id: str, key: str) -> Stored | None:
        row = self._connection.execute(BY_KEY, (session_id, key)).fetchone()
        return _stored(row) if row else None

    def _answer(self, outcome: Outcome) -> None:
        outcome.deliver(self.on_commit)


def _stored(row: tuple[int, int, str, bytes]) -> Stored:
    return Stored(row[0], Sight(row[1]), row[2], row[3])
