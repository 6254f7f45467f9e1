"""The database: opened, migrated, locked against a second server, and its log's epoch."""

import asyncio
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import asyncpg
from sqlalchemy import Connection, bindparam, delete, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.models import epoch
from app.models.epoch import FolderInUse
from app.models.migrate import upgrade
from app.models.records import LogUnavailable
from app.models.stores.base import Step, Store
from app.models.stores.postgres import PostgresStore
from app.models.stores.sqlite import SqliteStore
from app.models.tables import marks

__all__ = ["BadDatabaseUrl", "Database", "FolderInUse"]

log = logging.getLogger(__name__)

FILE = "interviews.db"
PING_S = 2.0
LIBPQ_ONLY = frozenset({"channel_binding", "gssencmode", "keepalives", "keepalives_idle", "connect_timeout"})
"""Options that users copy from elsewhere and asyncpg does not know."""

FORGET = delete(marks).where(marks.c.name == bindparam("old"))
KEEP = insert(marks).values(name=bindparam("name"), value=bindparam("value"))


class BadDatabaseUrl(ValueError):
    """A DATABASE_URL of a kind that we do not have."""

    def __init__(self, scheme: str) -> None:
        super().__init__(scheme)
        self.scheme = scheme

    def __str__(self) -> str:
        return (
            f"DATABASE_URL begins with {self.scheme!r}: use postgresql://user:password@host/name, "
            "sqlite:///path, or leave it empty for SQLite in DATA_DIR"
        )


class Database:
    """One server's way to the database."""

    def __init__(self, *, url: str | None, data_dir: Path, sync: Literal["normal", "full"]) -> None:
        """Nothing is opened yet.

        Raises:
            BadDatabaseUrl: for another kind of database.
        """
        self._folder, self._full_sync = data_dir.resolve(), sync == "full"
        self._file, self._dsn = _target(url, self._folder)
        self.epoch = ""
        self.node = ""
        self.store: Store
        self.engine: AsyncEngine

    @property
    def on_sqlite(self) -> bool:
        """Whether this server has the database to itself."""
        return self._file is not None

    @property
    def name(self) -> str:
        """Which database this is, without its password."""
        if self._file is not None:
            return f"sqlite {self._file.name}"
        parts = urlsplit(self._dsn)
        return f"postgresql {parts.hostname or 'socket'}{parts.path}"

    async def open(self) -> None:
        """Lock the folder, migrate, settle the epoch, start the store.

        Raises:
            FolderInUse: when another server works here.
        """
        self._lock = epoch.lock(self._folder)
        try:
            await self._open()
        except BaseException:
            os.close(self._lock)
            raise

    async def _open(self) -> None:
        if self._file is not None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.engine = create_async_engine(f"sqlite+aiosqlite:///{self._file}")
            self.store = SqliteStore(self._file, full_sync=self._full_sync)
        else:
            dsn = self._dsn
            self.engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn))
            self.store = PostgresStore(dsn)
        try:
            async with self.engine.begin() as connection:
                await connection.run_sync(upgrade)
                known = await connection.run_sync(_marks)
            await self.store.open()
        except BaseException:
            await self.engine.dispose()
            raise
        await self._settle_epoch(known)

    async def _settle_epoch(self, known: dict[str, str]) -> None:
        """Keep the epoch or make a new one, and put a new token on both sides.

        A kept history writes the side file first, a new one the database first: a death between the
        two then means the same thing at the next start.
        """
        mark = epoch.Mark.read(self._folder)
        boot = epoch.boot_id()
        why = epoch.why_new(mark, epoch=known.get("epoch"), token=known.get("token"), boot=boot)
        self.epoch = known["epoch"] if why is None else epoch.new_name()
        self.node = mark.node if mark is not None else epoch.new_node()
        token = epoch.new_name()
        tokens = (known["token"], token) if why is None else (token,)
        self._mark = epoch.Mark(
            node=self.node, tokens=tokens, boot=boot, clean=False, lossy=self.on_sqlite and not self._full_sync
        )
        if why is None:
            await asyncio.to_thread(self._mark.write, self._folder)
            await self.store.run(_put(self.epoch, token))
        else:
            log.info("the log begins a new epoch", extra={"why": why})
            await self.store.run(_put(self.epoch, token))
            await asyncio.to_thread(self._mark.write, self._folder)

    async def close(self) -> None:
        """Commit what waits; mark the end as clean.

        The token changes once more, so that a copy made while the server ran is known for one later.
        """
        try:
            token = await self._last_token()
            await self.store.close()
            await self.engine.dispose()
            if token is not None:
                ended = replace(self._mark, tokens=(token,), clean=True)
                await asyncio.to_thread(ended.write, self._folder)
        finally:
            os.close(self._lock)

    async def _last_token(self) -> str | None:
        """A token for after the end; None when it cannot be kept: the next start then judges an unclean end."""
        token = epoch.new_name()
        between = replace(self._mark, tokens=(*self._mark.tokens, token))
        try:
            await asyncio.to_thread(between.write, self._folder)
            await self.store.run(_put(self.epoch, token))
        except (LogUnavailable, OSError) as error:
            log.warning("the end could not be marked", extra={"why": str(error)})
            return None
        return token

    async def ping(self) -> str | None:
        """None when the database answers, else why not."""
        try:
            async with asyncio.timeout(PING_S), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, asyncpg.PostgresError, TimeoutError, OSError) as error:
            return str(error) or type(error).__name__
        return None


def _put(name: str, token: str) -> list[Step]:
    return [
        Step(FORGET, [{"old": "epoch"}, {"old": "token"}]),
        Step(KEEP, [{"name": "epoch", "value": name}, {"name": "token", "value": token}]),
    ]


def _marks(connection: Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(select(marks.c.name, marks.c.value))}


def _target(url: str | None, folder: Path) -> tuple[Path | None, str]:
    """The file of SQLite, or None and the address of PostgreSQL as asyncpg takes it."""
    if not url:
        return folder / FILE, ""
    parts = urlsplit(url)
    scheme = parts.scheme.partition("+")[0]
    if scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")) or FILE)
        return (path if path.is_absolute() else folder / path), ""
    if scheme not in {"postgresql", "postgres"}:
        raise BadDatabaseUrl(parts.scheme)
    options = [(name, value) for name, value in parse_qsl(parts.query) if name not in LIBPQ_ONLY]
    return None, urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(options), ""))
