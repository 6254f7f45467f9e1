"""The log on PostgreSQL: one writer task with a connection of its own, multi-row statements, a pool for pages."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from app.core.errors import AppError, Invalid, UnknownSession
from app.core.tasks import TaskScope
from app.models.records import LogUnavailable, Stored
from app.models.stores.base import GROUP_DRAFTS, Append, OnCommit, Page, Planned, Rows, Step, settle
from app.models.stores.compiled import postgres, text_of, values_of
from app.models.stores.planning import EventRow, Keyed, State, event_rows, keys_of, plan
from protocol.values import SessionStatus, Sight, utc_ms

log = logging.getLogger(__name__)

FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""What the driver raises when the database refuses, dies or cannot be reached."""

UNSTORABLE = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)

CONNECT_S = 5.0
COMMAND_S = 30.0
DOUBT_S = 5.0
DOUBT_PAUSE_S = 0.1
READERS = 4

LOAD = """
SELECT id, owner_epoch, status, head, generation, acked, elapsed_ms
FROM sessions WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
"""
BY_KEYS = """
SELECT e.session_id, e.key, e.seq, e.sight, e.event_type, e.body
FROM unnest($1::text[], $2::text[]) AS k(session_id, key)
JOIN events e ON e.session_id = k.session_id AND e.key = k.key
"""
INSERT = """
INSERT INTO events (session_id, seq, sight, event_type, body, key)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::smallint[], $4::text[], $5::bytea[], $6::text[])
"""
UPDATE = """
UPDATE sessions s
SET head = v.head, status = v.status, acked = v.acked, elapsed_ms = v.elapsed_ms, updated_at = $6
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
    AS v(id, head, status, acked, elapsed_ms)
WHERE s.id = v.id
"""
PAGE = """
SELECT seq, sight, event_type, body, due FROM (
    SELECT seq, sight, event_type, body, sum(octet_length(body)) OVER (ORDER BY seq) AS due
    FROM events WHERE session_id = $1 AND seq > $2 AND seq <= $3 AND sight <= $4 ORDER BY seq LIMIT $5
) p
WHERE due - octet_length(body) < $6 ORDER BY seq
"""
THERE = "SELECT 1 FROM events WHERE session_id = $1 AND seq = $2 AND body = $3"
NO_LIMIT = 2**62
SIGHTS = tuple(Sight)

Outcomes = list[tuple[Append, Planned | Exception]]


@dataclass(frozen=True, slots=True)
class Job:
    """Steps of a `run`, and who waits for their rows."""

    steps: Sequence[Step]
    answer: asyncio.Future[list[Rows]]


class _InDoubt(Exception):
    """The connection was lost during COMMIT: only the database knows whether it happened."""

    def __init__(self, outcomes: Outcomes, cause: Exception) -> None:
        super().__init__(str(cause))
        self.outcomes, self.cause = outcomes, cause


class PostgresStore:
    """Implements `Store`; other servers may write other sessions of the same database."""

    on_commit: OnCommit

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: deque[Append | Job] = deque()
        self._arrived = asyncio.Event()
        self._tasks = TaskScope()
        self._connection: asyncpg.Connection | None = None
        self._doubt: _InDoubt | None = None
        self._closed = False

    async def open(self) -> None:
        """Connect and start the writer."""
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=1,
            max_size=READERS,
            timeout=CONNECT_S,
            command_timeout=COMMAND_S,
            # A page comes in order off the primary key; without statistics the planner would sort the whole log.
            server_settings={"enable_bitmapscan": "off", "enable_seqscan": "off"},
        )
        await self._connected()
        self._writer = self._tasks.start(self._write(), name="log writer")

    async def close(self) -> None:
        """Commit what waits, then disconnect."""
        self._closed = True
        self._arrived.set()
        await self._writer
        await self._tasks.close()
        # What was acknowledged is committed: a database that does not say goodbye must not keep us.
        try:
            async with asyncio.timeout(CONNECT_S):
                if self._connection is not None:
                    await self._connection.close()
                await self._pool.close()
        except FAULTS as error:
            log.warning("PostgreSQL did not let go", extra={"why": _reason(error)})
            if self._connection is not None:
                self._connection.terminate()
            self._pool.terminate()

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=CONNECT_S,
                command_timeout=COMMAND_S,
                # The promise is that what was stored survives the death of any process, the database's too.
                server_settings={"synchronous_commit": "on"},
            )
        return self._connection

    # -- for callers -----------------------------------------------------------------------------------

    def append(self, append: Append) -> None:
        """Queue an append; its `answer` comes after `on_commit`."""
        if self._closed:
            append.answer.set_exception(LogUnavailable("the server is stopping"))
            return
        self._waiting.append(append)
        self._arrived.set()

    async def run(self, steps: Sequence[Step], *, touches: Iterable[str] | None = ()) -> list[Rows]:  # noqa: ARG002
        """Do `steps` in one transaction, in order with the appends; rows are never remembered here."""
        if self._closed:
            raise LogUnavailable("the server is stopping")
        answer: asyncio.Future[list[Rows]] = asyncio.get_running_loop().create_future()
        self._waiting.append(Job(steps, answer))
        self._arrived.set()
        return await answer

    async def page(
        self, session_id: str, *, after: int, upto: int | None, limit: int, limit_bytes: int | None, sight: Sight
    ) -> Page:
        """The next events."""
        last = NO_LIMIT if upto is None else upto
        size = NO_LIMIT if limit_bytes is None else limit_bytes
        try:
            rows = await self._pool.fetch(PAGE, session_id, after, last, int(sight), limit + 1, size)
        except FAULTS as error:
            raise LogUnavailable(_reason(error)) from error
        if not rows:
            return Page([], more=False)
        events = [Stored(row[0], SIGHTS[row[1]], row[2], row[3]) for row in rows[:limit]]
        return Page(events, more=len(rows) > limit or rows[-1][4] >= size)

    async def head(self, session_id: str) -> int | None:
        """The last committed `seq`; None for an unknown session."""
        try:
            head: int | None = await self._pool.fetchval("SELECT head FROM sessions WHERE id = $1", session_id)
        except FAULTS as error:
            raise LogUnavailable(_reason(error)) from error
        return head

    # -- the writer ------------------------------------------------------------------------------------

    async def _write(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                appends = self._take()
                if appends:
                    settle(await self._write_group(appends), self.on_commit)
                if self._waiting and isinstance(self._waiting[0], Job):
                    job = self._waiting.popleft()
                    assert isinstance(job, Job)
                    await self._do(job)
            if self._closed:
                return

    def _take(self) -> list[Append]:
        """The appends that wait before the next job."""
        appends: list[Append] = []
        drafts = 0
        while self._waiting and drafts < GROUP_DRAFTS:
            work = self._waiting[0]
            if isinstance(work, Job):
                break
            self._waiting.popleft()
            appends.append(work)
            drafts += len(work.drafts)
        return appends

    async def _write_group(self, appends: list[Append]) -> Outcomes:
        try:
            await self._resolve_doubt()
            return await self._commit(await self._connected(), appends)
        except _InDoubt as doubt:
            self._doubt = doubt
            log.error("the connection was lost during a commit", extra={"why": str(doubt)})
            reason: Exception = doubt.cause
            deadline = time.monotonic() + DOUBT_S
            while time.monotonic() < deadline:
                try:
                    if await self._resolve_doubt():
                        return []
                    break
                except FAULTS as error:
                    reason = error
                    await asyncio.sleep(DOUBT_PAUSE_S)
            return [(append, LogUnavailable(_reason(reason))) for append in appends]
        except UNSTORABLE as error:
            if len(appends) > 1:
                # One of them cannot be stored at all: it must not take the others with it.
                return [outcome for append in appends for outcome in await self._write_group([append])]
            return [(appends[0], Invalid(f"this cannot be stored: {error}", code="unstorable"))]
        except FAULTS as error:
            log.error("events could not be stored", extra={"why": _reason(error), "appends": len(appends)})
            return [(append, LogUnavailable(_reason(error))) for append in appends]
        except Exception as error:
            log.exception("the writer of the log failed", extra={"appends": len(appends)})
            return [(append, error) for append in appends]

    async def _resolve_doubt(self) -> bool:
        """Ask whether the commit in doubt happened; if so, tell everybody now. True when it did."""
        doubt = self._doubt
        if doubt is None:
            return False
        connection = await self._connected()
        happened = False
        for append, outcome in doubt.outcomes:
            if isinstance(outcome, Planned) and outcome.fresh:
                first = outcome.fresh[0]
                happened = await connection.fetchval(THERE, append.session_id, first.seq, first.frame) is not None
                break
        self._doubt = None
        if happened:
            settle(doubt.outcomes, self.on_commit)
        return happened

    async def _commit(self, connection: asyncpg.Connection, appends: list[Append]) -> Outcomes:
        transaction = connection.transaction()
        await transaction.start()
        try:
            outcomes = await self._plan_and_write(connection, appends)
        except BaseException:
            await self._roll_back(connection, transaction)
            raise
        try:
            await transaction.commit()
        except FAULTS as error:
            if connection.is_closed() or not isinstance(error, asyncpg.PostgresError):
                connection.terminate()
                raise _InDoubt(outcomes, error) from error
            raise
        return outcomes

    async def _roll_back(self, connection: asyncpg.Connection, transaction: asyncpg.transaction.Transaction) -> None:
        """Bring the connection into a clean state, or give it up."""
        try:
            if not connection.is_closed():
                await transaction.rollback()
        except FAULTS as error:
            log.warning("a rollback failed; connecting again", extra={"why": _reason(error)})
            connection.terminate()

    async def _plan_and_write(self, connection: asyncpg.Connection, appends: list[Append]) -> Outcomes:
        ids = list({append.session_id for append in appends})
        states = {
            row[0]: State(row[0], row[1], SessionStatus(row[2]), *row[3:]) for row in await connection.fetch(LOAD, ids)
        }
        known = await self._look_up(connection, appends)
        # The time is taken after the row locks, so that it rises with seq whoever else wrote.
        now = utc_ms()
        rows: list[EventRow] = []
        moved: set[str] = set()
        outcomes: Outcomes = []
        for append in appends:
            session_id = append.session_id
            try:
                state = states.get(session_id)
                if state is None:
                    raise UnknownSession(session_id)
                planned = plan(append, state, known=known, now=now)
            except AppError as refusal:
                outcomes.append((append, refusal))
                continue
            if planned.keys is not None:
                for stored, key in zip(planned.fresh, planned.keys, strict=True):
                    if key is not None:
                        known[session_id, key] = stored
            moved.add(session_id)
            rows += event_rows(session_id, planned)
            outcomes.append((append, planned))
        if rows:
            await connection.execute(INSERT, *(list(column) for column in zip(*rows, strict=True)))
        if moved:
            changed = [
                (state.session_id, state.head, state.status.value, state.acked, state.elapsed_ms)
                for state in (states[session_id] for session_id in moved)
            ]
            await connection.execute(UPDATE, *(list(column) for column in zip(*changed, strict=True)), now)
        return outcomes

    async def _look_up(self, connection: asyncpg.Connection, appends: list[Append]) -> dict[Keyed, Stored]:
        wanted = [
            (append.session_id, key) for append in appends for key in keys_of(append.drafts) or () if key is not None
        ]
        if not wanted:
            return {}
        rows = await connection.fetch(BY_KEYS, [one[0] for one in wanted], [one[1] for one in wanted])
        return {(row[0], row[1]): Stored(row[2], SIGHTS[row[3]], row[4], row[5]) for row in rows}

    async def _do(self, job: Job) -> None:
        dialect = postgres()
        outcome: list[Rows] = []
        try:
            await self._resolve_doubt()
            connection = await self._connected()
            async with connection.transaction():
                for step in job.steps:
                    text = text_of(step.statement, dialect)
                    rows: Rows = []
                    for params in step.params:
                        found = await connection.fetch(text, *values_of(step.statement, dialect, params))
                        rows += [tuple(row) for row in found]
                    outcome.append(rows)
        except FAULTS as error:
            _fail(job.answer, LogUnavailable(_reason(error)))
            return
        except Exception as error:
            log.exception("the writer of the log failed")
            _fail(job.answer, error)
            return
        if not job.answer.done():
            job.answer.set_result(outcome)


def _fail(answer: asyncio.Future[list[Rows]], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
