"""What programs do to the files, told in the log; and the log's file events as a stream for a front end.

A report of the sandbox's watch says where to look. What is there is compared with what is known to
be there, so that an echo of our own writing is told from a program's.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from itertools import islice
from typing import Literal

from app.core.allowance import Allowance
from app.core.errors import AppError
from app.core.tasks import TaskScope
from app.services.file_ledger import Ledger
from app.services.file_paths import is_below, passing, shown
from app.services.session_host import SessionHost
from protocol.events import FileChanged, FilesChanged
from protocol.events.workspace import MAX_LOGGED_CONTENT
from protocol.facts import EventBody
from sandbox.base import FileChange, Sandbox
from sandbox.errors import FileTooLarge, PathRefused, SandboxError

log = logging.getLogger(__name__)

TOLD_AT_ONCE, TOLD_PER_S = 20, 5
"""Changes that are told one by one; what is over is counted and told once a second."""
NAMED = 20
"""Paths that a count still names."""
CONTENT_PER_S, CONTENT_TOTAL = 64 * 1024, 8 * 1024 * 1024
"""Bytes of content by programs that a session's log takes."""
LOOK_LIMIT = 512 * 1024
KNOWN_LIMIT = 60_000
TOOLS_OWN = frozenset({"__pycache__", ".pytest_cache", ".git", ".cache", "node_modules"})
"""Folders that tools fill by themselves: counted, never told one by one."""

Settle = Callable[[SessionHost], Awaitable[None]]


def logged_text(content: bytes) -> str | None:
    """What an event says of a content: the text, unless it is none or too long."""
    if len(content) > MAX_LOGGED_CONTENT or b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


class FileWatches:
    """Watches each sandbox while it is awake."""

    def __init__(self, *, settle: Settle) -> None:
        """`settle(host)` makes documents and their files the same, when one of these files was touched."""
        self._settle = settle
        self._ledgers: dict[str, Ledger] = {}
        self._tasks = TaskScope()

    def begin(self, host: SessionHost, sandbox: Sandbox) -> None:
        """The session's sandbox is awake: watch it to its end."""
        ledger = self._ledgers[host.session_id] = Ledger()
        watch = _Watch(host, sandbox, ledger, self._settle)
        host.kept_by.add(watch)
        self._tasks.start(self._run(host, watch, ledger), name="watch over files")

    async def _run(self, host: SessionHost, watch: "_Watch", ledger: Ledger) -> None:
        try:
            await watch.run()
        except SandboxError as error:
            log.info("a watch over files ended", extra={"session": host.session_id, "why": str(error)})
        finally:
            host.kept_by.discard(watch)
            if self._ledgers.get(host.session_id) is ledger:
                del self._ledgers[host.session_id]

    def ledger(self, host: SessionHost) -> Ledger:
        """What is known of the session's files; one without a watch is good for a single call."""
        return self._ledgers.get(host.session_id) or Ledger()

    async def close(self) -> None:
        """End every watch."""
        await self._tasks.close()


class _Watch:
    """One sandbox's files, from waking to sleep."""

    def __init__(self, host: SessionHost, sandbox: Sandbox, ledger: Ledger, settle: Settle) -> None:
        self._host, self._sandbox, self._ledger, self._settle = host, sandbox, ledger, settle
        self._seen: dict[str, FileChange] = {}
        self._dirty = asyncio.Event()
        self._told = Flood(at_once=TOLD_AT_ONCE, per_second=TOLD_PER_S)
        self._content = Allowance(per_second=CONTENT_PER_S, total=CONTENT_TOTAL)
        self._counted: dict[str, None] = {}
        self._counted_at = time.monotonic()

    async def run(self) -> None:
        """Until the sandbox ends.

        Raises:
            SandboxError: when it could not be watched.
        """
        looking: asyncio.Task[None] | None = None
        try:
            async with aclosing(self._sandbox.watch()) as batches:  # type: ignore[type-var]
                async for batch in batches:
                    # The first batch says that nothing is missed from here on: what is there now is known.
                    looking = looking or asyncio.create_task(self._look(), name="look at changed files")
                    for change in batch:
                        self._seen[change.path] = change
                    self._dirty.set()
        finally:
            if looking is not None:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)

    async def _look(self) -> None:
        try:
            self._ledger.found([entry.path for entry in await self._sandbox.list_files(limit=KNOWN_LIMIT)])
            while True:
                await self._changed()
                seen, self._seen = self._seen, {}
                self._dirty.clear()
                documents = self._host.view.documents
                if not documents.keys().isdisjoint(seen):
                    await self._settle(self._host)
                async with self._ledger.lock:
                    found = [await self._event(path, seen[path]) for path in seen if path not in documents]
                    await self._tell([event for event in found if event is not None] + self._counts())
        except SandboxError as error:
            log.info("files are no longer looked at", extra={"session": self._host.session_id, "why": str(error)})

    async def _changed(self) -> None:
        """Wait for a report, or until it is time to tell a count."""
        left = self._counted_at + 1.0 - time.monotonic() if self._counted else None
        if left is not None and left <= 0:
            return
        try:
            async with asyncio.timeout(left):
                await self._dirty.wait()
        except TimeoutError:
            return

    async def _tell(self, events: list[EventBody]) -> None:
        if not events:
            return
        try:
            await self._host.append(*events)
        except AppError as error:
            log.warning("changes of files were not stored", extra={"why": error.code, "count": len(events)})

    def _counts(self) -> list[EventBody]:
        now = time.monotonic()
        if not self._counted or now - self._counted_at < 1.0:
            return []
        event = FilesChanged(count=len(self._counted), paths=[shown(path) for path in islice(self._counted, NAMED)])
        self._counted.clear()
        self._counted_at = now
        return [event]

    async def _event(self, path: str, change: FileChange) -> EventBody | None:
        """What the log is told of one path; None for an echo, for nothing, and for what is only counted."""
        if passing(path):
            return None
        if self._ledger.expected(path) or any(is_below(document, path) for document in self._host.view.documents):
            self._ledger.found([path])
            return None
        if not TOOLS_OWN.isdisjoint(path.split("/")) or self._told.over():
            self._count(path, change)
            return None
        content, there, folder, size_bytes = await self._there(path)
        if not there:
            if not self._ledger.gone(path):
                return None
            self._told.count()
            return FileChanged(path=shown(path), kind="delete")
        if content is not None and self._ledger.same(path, content):
            return None
        known = path in self._ledger
        if known and folder:
            return None
        self._ledger.holds(path, content)
        self._told.count()
        text = logged_text(content) if content is not None else None
        if text is not None and not self._content.take(size_bytes):
            text = None
        source = change.moved_from
        if change.kind == "move" and source is not None and not passing(source):
            self._ledger.gone(source)
            return FileChanged(
                path=shown(path), kind="move", folder=folder, size_bytes=size_bytes, content=text,
                moved_from=shown(source),
            )  # fmt: skip
        kind: Literal["write", "create"] = "write" if known else "create"
        return FileChanged(path=shown(path), kind=kind, folder=folder, size_bytes=size_bytes, content=text)

    async def _there(self, path: str) -> tuple[bytes | None, bool, bool, int]:
        """The content of a file, whether anything is there, whether that is a folder, and its size."""
        try:
            content = await self._sandbox.read_file(path, limit_bytes=LOOK_LIMIT)
        except FileTooLarge as error:
            return None, True, False, error.size_bytes
        except PathRefused as refusal:
            return None, refusal.reason not in ("missing", "not_a_folder"), refusal.reason == "folder", 0
        return content, True, False, len(content)

    def _count(self, path: str, change: FileChange) -> None:
        if change.kind == "delete":
            self._ledger.gone(path)
        else:
            self._ledger.holds(path, None)
        if not self._counted:
            self._counted_at = time.monotonic()
        self._counted[path] = None


class Flood:
    """A token bucket of changes that are told one by one."""

    def __init__(self, *, at_once: int, per_second: int) -> None:
        self._most, self._rate = at_once, per_second
        self._tokens, self._at = float(at_once), time.monotonic()

    def over(self) -> bool:
        """Whether there is none left for now."""
        now = time.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return self._tokens < 1

    def count(self) -> None:
        """One more was told."""
        self._tokens -= 1
