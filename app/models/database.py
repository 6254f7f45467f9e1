"""The database: opened, migrated, locked against a second server, and its log's epoch."""

import asyncio
import fcntl
import os
import secrets
import socket
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.core.errors import AppError
from app.models import tables
from app.models.epoch import Marks, boot_id, opened
from app.models.migrate import migrate
from app.models.stores.base import Store, Write
from app.models.stores.postgres import PostgresStore
from app.models.stores.sqlite import SqliteStore

MARK = "INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class FolderInUse(AppError):
    """Another server works on the same folder."""

    code = "folder_in_use"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"another server uses {self.folder}: stop it, or set DATA_DIR to another folder"


class Database:
    """One node's way to the database."""

    store: Store
    engine: AsyncEngine

    def __init__(self, *, url: str | None, data_dir: Path, sync: Literal["normal", "full"]) -> None:
        """`url` is `postgresql://…`, or None for SQLite in `data_dir`."""
        self._folder, self._sync = data_dir.resolve(), sync
        self._url = make_url(url) if url else None
        if self._url is not None and self._url.get_backend_name() not in {"postgresql", "postgres"}:
            raise ValueError("DATABASE_URL must begin with postgresql://; leave it empty for SQLite")
        self.epoch = ""
        self.node = ""

    @property
    def name(self) -> str:
        """Which database this is, without its password."""
        return f"sqlite in {self._folder.name}/" if self._url is None else self._url.render_as_string()

    async def open(self) -> None:
        """Lock the folder, migrate, settle the epoch and start the store.

        Raises:
            FolderInUse: when another server runs on the folder.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(self._folder / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise FolderInUse(self._folder) from None
        if self._url is None:
            path = self._folder / "interviews.db"
            self.engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
            self.store = SqliteStore(path, full_sync=self._sync == "full")
        else:
            self.engine = create_async_engine(self._url.set(drivername="postgresql+asyncpg"))
            dsn = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
            self.store = PostgresStore(dsn)
        await migrate(self.engine)
        await self.store.open()
        self.node = self._node_name()
        await self._settle_epoch()

    async def close(self) -> None:
        """Commit what waits; mark the end as clean."""
        await self.store.run(Write(MARK, [("ended", "clean")]))
        await self.store.close()
        await self.engine.dispose()
        os.close(self._lock)

    async def ping(self) -> str | None:
        """None when the database answers, else why not."""
        try:
            async with asyncio.timeout(2), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            return str(error) or type(error).__name__
        return None

    async def _settle_epoch(self) -> None:
        async with self.engine.connect() as connection:
            rows = (await connection.execute(select(tables.marks.c.name, tables.marks.c.value))).all()
        known = {name: value for name, value in rows if name in Marks.__slots__}
        beside = self._folder / "log_stamp"
        stamp = beside.read_text().strip() if beside.exists() else ""
        marks = opened(Marks(**known), beside=stamp, boot=boot_id(), sync=self._sync)
        await self.store.run(Write(MARK, list(asdict(marks).items())))
        beside.write_text(marks.stamp)
        self.epoch = marks.epoch

    def _node_name(self) -> str:
        """A name for this folder's server, drawn once."""
        path = self._folder / "node"
        if not path.exists():
            path.write_text(f"{socket.gethostname()}-{secrets.token_hex(4)}")
        return path.read_text().strip()
