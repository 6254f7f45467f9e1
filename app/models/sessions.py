"""The rows around the log: sessions, their owner and agent generation, tokens."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, delete, insert, select, update
from sqlalchemy.sql.expression import Select

from app.core.errors import Invalid, UnknownSession
from app.models.database import Database
from app.models.records import SessionRow, TokenRow
from app.models.stores.base import Step
from app.models.tables import events, sessions, tokens
from protocol.events import SessionCreated
from protocol.frames import splice_event
from protocol.values import AUDIENCE_SIGHT, SESSION_ID, InterviewType, Role, SessionStatus, utc_ms

ROW = [sessions.c[name] for name in SessionRow.__slots__]
UNFINISHED = and_(*(sessions.c.status != status.value for status in SessionStatus if status.over))

ADD_SESSION = insert(sessions)
ADD_TOKEN = insert(tokens).values({name: bindparam(name) for name in ("hash", "session_id", "role", "created_at")})
ADD_EVENT = insert(events).values(
    {name: bindparam(name) for name in ("session_id", "seq", "sight", "event_type", "body")}
)
ERASE = [
    delete(sessions).where(sessions.c.id == bindparam("session")),
    delete(tokens).where(tokens.c.session_id == bindparam("session")),
    delete(events).where(events.c.session_id == bindparam("session")),
]
END_TOKEN = (
    update(tokens)
    .where(
        tokens.c.session_id == bindparam("session"), tokens.c.role == bindparam("whose"), tokens.c.ended_at.is_(None)
    )
    .values(ended_at=bindparam("now"))
)
NEXT_GENERATION = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .values(generation=sessions.c.generation + 1, acked=0)
    .returning(sessions.c.generation)
)
CHECKPOINT = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .values(
        elapsed_ms=case(
            (sessions.c.elapsed_ms < bindparam("at_ms", type_=sessions.c.elapsed_ms.type), bindparam("at_ms")),
            else_=sessions.c.elapsed_ms,
        )
    )
)
CLAIM = (
    update(sessions)
    .where(UNFINISHED)
    .values(owner=bindparam("node"), owner_epoch=sessions.c.owner_epoch + 1)
    .returning(*ROW)
)
CLAIM_OWN = CLAIM.where(sessions.c.owner == bindparam("node"))


class Sessions:
    """Queries by SQLAlchemy; whatever must be ordered with appends goes through the log's writer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        session_id: str,
        *,
        user_id: str,
        interview_type: InterviewType,
        token_hashes: Mapping[Role, str],
        first: SessionCreated,
    ) -> None:
        """The row, its tokens and event 1, in one transaction.

        Raises:
            LogUnavailable: nothing was stored.
        """
        now = utc_ms()
        row = {
            "id": session_id,
            "created_at": now,
            "updated_at": now,
            "user_id": user_id,
            "interview_type": str(interview_type),
            "status": SessionStatus.CREATED.value,
            "owner": self._database.node,
            "owner_epoch": 1,
            "head": 1,
            "generation": 0,
            "acked": 0,
            "elapsed_ms": 0,
        }
        event = {
            "session_id": session_id,
            "seq": 1,
            "sight": int(AUDIENCE_SIGHT[first.audience]),
            "event_type": first.event_type,
            "body": splice_event(session_id, 1, now, 0, first.to_json()),
        }
        new = [_token(session_id, role, hashed, now) for role, hashed in token_hashes.items()]
        steps = [Step(ADD_SESSION, [row]), Step(ADD_EVENT, [event]), Step(ADD_TOKEN, new)]
        await self._database.store.run(steps, touches=[session_id])

    async def get(self, session_id: str) -> SessionRow | None:
        """One session's row."""
        row = await self._first(select(*ROW).where(sessions.c.id == session_id))
        return _row(row) if row is not None else None

    async def page(
        self, *, status: SessionStatus | None, user_id: str | None, limit: int, cursor: str | None
    ) -> tuple[list[SessionRow], str | None]:
        """A page, newest first, and the cursor of the next one: ids sort by time, so it is the last id shown."""
        query = select(*ROW).order_by(sessions.c.id.desc()).limit(limit + 1)
        if status is not None:
            query = query.where(sessions.c.status == status.value)
        if user_id is not None:
            query = query.where(sessions.c.user_id == user_id)
        if cursor is not None:
            if not SESSION_ID.match(cursor):
                raise Invalid("the cursor is not one that a list gave", code="invalid_cursor")
            query = query.where(sessions.c.id < cursor)
        async with self._database.engine.connect() as connection:
            rows = [_row(row) for row in (await connection.execute(query)).all()]
        return rows[:limit], rows[limit - 1].id if len(rows) > limit else None

    async def delete(self, session_id: str) -> None:
        """Erase the session with its events and tokens; then `EventLog.erase` ends who follows."""
        gone = {"session": session_id}
        await self._database.store.run([Step(statement, [gone]) for statement in ERASE], touches=[session_id])

    async def claim(self) -> list[SessionRow]:
        """Take this server's unfinished sessions over at start, with a new owner epoch each; their rows.

        On SQLite nobody else can have any; on PostgreSQL these are the ones of this node.
        """
        statement = CLAIM if self._database.on_sqlite else CLAIM_OWN
        (rows,) = await self._database.store.run([Step(statement, [{"node": self._database.node}])], touches=None)
        names = SessionRow.__slots__
        return sorted((_made(dict(zip(names, row, strict=True))) for row in rows), key=lambda row: row.id)

    async def checkpoint_clocks(self, clocks: Mapping[str, int]) -> None:
        """Keep the interview times, in milliseconds; they never go back."""
        params = [{"session": session_id, "at_ms": at_ms} for session_id, at_ms in clocks.items()]
        await self._database.store.run([Step(CHECKPOINT, params)], touches=list(clocks))

    async def next_generation(self, session_id: str) -> int:
        """Fence off the present run of the agent; the number of the next.

        Raises:
            UnknownSession: when there is none.
        """
        (rows,) = await self._database.store.run(
            [Step(NEXT_GENERATION, [{"session": session_id}])], touches=[session_id]
        )
        if not rows:
            raise UnknownSession(session_id)
        return int(rows[0][0])

    async def find_token(self, hashed: str) -> TokenRow | None:
        """Whose living token has this hash."""
        query = select(tokens.c.session_id, tokens.c.role).where(tokens.c.hash == hashed, tokens.c.ended_at.is_(None))
        row = await self._first(query)
        return TokenRow(row.session_id, Role(row.role)) if row is not None else None

    async def rotate_token(self, session_id: str, role: Role, hashed: str) -> None:
        """A new token for a role; the old one ends."""
        now = utc_ms()
        steps = [
            Step(END_TOKEN, [{"session": session_id, "whose": role.value, "now": now}]),
            Step(ADD_TOKEN, [_token(session_id, role, hashed, now)]),
        ]
        await self._database.store.run(steps)

    async def _first(self, query: Select[Any]) -> Row[Any] | None:
        async with self._database.engine.connect() as connection:
            found: Row[Any] | None = (await connection.execute(query)).first()
        return found


def _token(session_id: str, role: Role, hashed: str, now: str) -> dict[str, str]:
    return {"hash": hashed, "session_id": session_id, "role": role.value, "created_at": now}


def _row(row: Row[Any]) -> SessionRow:
    return _made(dict(row._mapping))  # noqa: SLF001 - its public name


def _made(fields: dict[str, Any]) -> SessionRow:
    return SessionRow(**fields | {"status": SessionStatus(fields["status"])})
