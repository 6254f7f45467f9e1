"""The rows around the log: sessions, their owner and agent generation, tokens."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from app.core.errors import Invalid, UnknownSession
from app.models.database import Database
from app.models.records import SessionRow, TokenRow
from app.models.stores.base import INSERT, Write
from app.models.tables import sessions, tokens
from protocol.events import SessionCreated
from protocol.frames import splice_event
from protocol.values import InterviewType, Role, SessionStatus, Sight, utc_ms

CREATE = (
    "INSERT INTO sessions (id, created_at, updated_at, user_id, interview_type, status, owner, owner_epoch, head,"
    " generation, acked, elapsed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
ROW = [sessions.c[name] for name in SessionRow.__slots__]


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
        """The row, its tokens and event 1, in one transaction."""
        now, body = utc_ms(), first.model_dump_json().encode()
        frame = splice_event(session_id, 1, now, 0, body)
        node = self._database.node

        status = str(SessionStatus.CREATED)
        hashes = [(hashed, session_id, str(role), now) for role, hashed in token_hashes.items()]
        await self._database.store.run(
            Write(CREATE, [(session_id, now, now, user_id, str(interview_type), status, node, 1, 1, 0, 0, 0)]),
            Write(INSERT, [(session_id, 1, int(Sight.ALL), first.event_type, frame, None)]),
            Write("INSERT INTO tokens (hash, session_id, role, created_at) VALUES (?, ?, ?, ?)", hashes),
        )

    async def get(self, session_id: str) -> SessionRow | None:
        """One session's row."""
        async with self._database.engine.connect() as connection:
            row = (await connection.execute(select(*ROW).where(sessions.c.id == session_id))).first()
        return _row(row) if row else None

    async def page(
        self, *, status: SessionStatus | None, user_id: str | None, limit: int, cursor: str | None
    ) -> tuple[list[SessionRow], str | None]:
        """A page, newest first, and the cursor of the next one; the cursor is the last id shown."""
        query = select(*ROW).order_by(sessions.c.id.desc()).limit(limit + 1)
        if status is not None:
            query = query.where(sessions.c.status == str(status))
        if user_id is not None:
            query = query.where(sessions.c.user_id == user_id)
        if cursor is not None:
            if not cursor.replace("-", "").isalnum():
                raise Invalid("the cursor is not one that a list gave", code="invalid_cursor")
            query = query.where(sessions.c.id < cursor)
        async with self._database.engine.connect() as connection:
            rows = [_row(row) for row in (await connection.execute(query)).all()]
        return rows[:limit], rows[limit - 1].id if len(rows) > limit else None

    async def delete(self, session_id: str) -> None:
        """Erase the session with its events and tokens."""
        await self._database.store.run(Write("DELETE FROM sessions WHERE id = ?", [(session_id,)]))

    async def claim(self) -> list[SessionRow]:
        """Take this node's sessions over at start: a new owner epoch for each; the rows of all."""
        node = self._database.node

        await self._database.store.run(
            Write("UPDATE sessions SET owner_epoch = owner_epoch + 1 WHERE owner = ?", [(node,)])
        )
        over = [str(status) for status in SessionStatus if status.over]
        query = select(*ROW).where(sessions.c.owner == node, sessions.c.status.not_in(over))
        async with self._database.engine.connect() as connection:
            return [_row(row) for row in (await connection.execute(query)).all()]

    async def checkpoint_clocks(self, clocks: Mapping[str, int]) -> None:
        """Keep the interview times, in milliseconds."""
        rows = [(elapsed_ms, session_id) for session_id, elapsed_ms in clocks.items()]
        await self._database.store.run(Write("UPDATE sessions SET elapsed_ms = ? WHERE id = ?", rows))

    async def next_generation(self, session_id: str) -> int:
        """Fence off the present run of the agent; the number of the next."""
        sql = "UPDATE sessions SET generation = generation + 1, acked = 0 WHERE id = ? RETURNING generation"
        [rows] = await self._database.store.run(Write(sql, [(session_id,)], returning=True))
        if not rows:
            raise UnknownSession(session_id)
        return int(rows[0][0])

    async def find_token(self, hashed: str) -> TokenRow | None:
        """Whose token has this hash."""
        query = select(tokens.c.session_id, tokens.c.role).where(tokens.c.hash == hashed)
        async with self._database.engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return TokenRow(row.session_id, Role(row.role)) if row else None

    async def rotate_token(self, session_id: str, role: Role, hashed: str) -> None:
        """A new token for a role; the old one ends."""
        async with self._database.engine.begin() as connection:
            await connection.execute(
                delete(tokens).where(tokens.c.session_id == session_id, tokens.c.role == str(role))
            )
            new = {"hash": hashed, "session_id": session_id, "role": str(role), "created_at": utc_ms()}
            await connection.execute(insert(tokens).values(new))


def _row(row: object) -> SessionRow:
    fields = {name: getattr(row, name) for name in SessionRow.__slots__}
    return SessionRow(**fields | {"status": SessionStatus(fields["status"])})
