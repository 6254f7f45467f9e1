"""The database: opened, migrated, locked against a second server, and its log's epoch."""

import asyncio
import fcntl
import logging
import os
import secrets
import socket
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.core.errors import AppError
from app.models.stores.sqlite import SqliteStore
from app.models.tables import metadata

log = logging.getLogger(__name__)


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

    def __init__(self, *, url: str | None, data_dir: Path, sync: Literal["normal", "full"]) -> None:
        self._url, self._folder, self._sync = url, data_dir.resolve(), sync
        self.epoch = ""
        self.node = ""

    @property
    def name(self) -> str:
        """Which database this is, without its password."""
        return "sqlite"

    async def open(self) -> None:
        """Lock the folder, migrate, and start the store."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(self._folder / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise FolderInUse(self._folder) from None
        path = self._folder / "interviews.db"
        engine = create_engine(f"sqlite:///{path}")
        metadata.create_all(engine)
        engine.dispose()
        self.node = self._node_name()
        self.epoch = self._node_name("epoch")
        self.store = SqliteStore(path, full_sync=self._sync == "full")
        await self.store.open()
        self.engine: AsyncEngine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    async def close(self) -> None:
        """Commit what waits; mark the end as clean."""
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

    def _node_name(self, kind: str = "node") -> str:
        path = self._folder / kind
        if not path.exists():
            path.write_text(f"{socket.gethostname()}-{secrets.token_hex(4)}")
        return path.read_text().strip()
