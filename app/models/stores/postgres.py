"""The log on PostgreSQL: one writer task that commits in groups, a small pool for pages."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.core.errors import AppError
from app.models.records import LogUnavailable, Stored
from app.models.stores.base import BY_KEY, PAGE, UPDATE, Append, OnCommit, Outcome, Waiting, Write, nobody_listens
from app.models.stores.planning import Plan, State
from protocol.values import SessionStatus, Sight, utc_ms

GROUP = 2000
COMMAND_S = 10.0
READERS = 4
FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

LOAD = "SELECT id, owner_epoch, head, status, generation, acked, elapsed_ms FROM sessions WHERE id = ANY($1) FOR UPDATE"


def dollars(sql: str) -> str:
    """The statement with PostgreSQL's numbered parameters in the place of `?`."""
    numbers = iter(range(1, 100))
    return re.sub(r"\?", lambda _: f"${next(numbers)}", sql)


UPDATE_PG, PAGE_PG, BY_KEY_PG = map(dollars, (UPDATE, PAGE, BY_KEY))


class PostgresStore:
    """Implements `Store`."""

    def __init__(self, dsn: str) -> None:
        self.on_commit: OnCommit = nobody_listens
        self._dsn = dsn
        self._waiting: list[Waiting] = []
        self._arrived = asyncio.Event()
        self._ending = False
        self._writer: asyncpg.Connection | None = None

    async def open(self) -> None:
        """Connect, and start the writer."""
        self._pool = await asyncpg.create_pool(self._dsn, min_size=1, max_size=READERS, command_timeout=COMMAND_S)
        self._task = asyncio.create_task(self._write(), name="log-writer")

    async def close(self) -> None:
        """Commit what waits, then disconnect."""
        self._ending = True
        self._arrived.set()
        await self._task
        if self._writer is not None:
            await self._writer.close()
        await self._pool.close()

    async def append(self, append: Append) -> list[Stored]:
        """Queue an append and wait for its commit."""
        stored: list[Stored] = await self._put(append)
        return stored

    async def run(self, *writes: Write) -> list[list[tuple[Any, ...]]]:
        """Do statements in the writer's order, in one transaction."""
        returned: list[list[tuple[Any, ...]]] = await self._put(writes)
        return returned

    def _put(self, work: Append | tuple[Write, ...]) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(work, answer))
        self._arrived.set()
        return answer

    async def read(self, session_id: str, after: int, limit: int, sight: Sight) -> tuple[list[Stored], int]:
        """A page and the head, in one snapshot."""
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            head = await connection.fetchval("SELECT head FROM sessions WHERE id = $1", session_id)
            rows = await connection.fetch(PAGE_PG, session_id, after, int(sight), limit)
        return [_stored(row) for row in rows], head or 0

    # -- the writer ------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while not (self._ending and not self._waiting):
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
                self._answer(await self._commit_or_refuse(group))

    async def _commit_or_refuse(self, group: Sequence[Waiting]) -> Outcome:
        try:
            if self._writer is None or self._writer.is_closed():
                self._writer = await asyncpg.connect(self._dsn, command_timeout=COMMAND_S)
            async with self._writer.transaction():
                return await self._commit(self._writer, group)
        except FAILURES as error:
            refusal = LogUnavailable(str(error) or type(error).__name__)
            return Outcome(answers=[(one, refusal) for one in group])

    async def _commit(self, connection: asyncpg.Connection, group: Sequence[Waiting]) -> Outcome:
        outcome = Outcome()
        now = utc_ms()
        pending = list(group)
        while pending:
            appends: list[Waiting] = []
            while pending and isinstance(pending[0].work, Append):
                appends.append(pending.pop(0))
            if appends:
                await self._append_all(connection, appends, outcome, now)
            if pending:
                one = pending.pop(0)
                assert not isinstance(one.work, Append)
                outcome.answers.append((one, [await self._do(connection, write) for write in one.work]))
        return outcome

    async def _append_all(
        self, connection: asyncpg.Connection, appends: Sequence[Waiting], outcome: Outcome, now: str
    ) -> None:
        works = [one.work for one in appends if isinstance(one.work, Append)]
        rows = await connection.fetch(LOAD, sorted({work.session_id for work in works}))
        states = {row[0]: State(row[1], row[2], SessionStatus(row[3]), row[4], row[5], row[6]) for row in rows}
        known: dict[tuple[str, str], Stored] = {}
        for work in works:
            for key in {draft.key for draft in work.drafts if draft.key is not None}:
                row = await connection.fetchrow(BY_KEY_PG, work.session_id, key)
                if row is not None:
                    known[work.session_id, key] = _stored(row)
        plan = Plan(now, load=states.get, find=lambda session_id, key: known.get((session_id, key)))
        for one, work in zip(appends, works, strict=True):
            try:
                outcome.answers.append((one, plan.take(work)))
            except AppError as refusal:
                outcome.answers.append((one, refusal))
        new_rows, updates = plan.settle()
        if new_rows:
            await connection.copy_records_to_table("events", records=new_rows)
        if updates:
            await connection.executemany(UPDATE_PG, updates)
        outcome.new += plan.new

    async def _do(self, connection: asyncpg.Connection, write: Write) -> list[tuple[Any, ...]]:
        if write.returning:
            return [tuple(row) for row in await connection.fetch(dollars(write.sql), *write.rows[0])]
        await connection.executemany(dollars(write.sql), write.rows)
        return []

    def _answer(self, outcome: Outcome) -> None:
        outcome.deliver(self.on_commit)


def _stored(row: Sequence[Any]) -> Stored:
    return Stored(row[0], Sight(row[1]), row[2], bytes(row[3]))
