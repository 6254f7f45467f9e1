"""Tells what happens to a workspace's files: inotify(7) says where to look, a tree says what is different.

A library that walks by paths would follow a candidate's links out of the workspace, and one thread a watch is too
many; so the kernel's own calls, in the event loop. Where they are used up, all is looked at every few seconds.
"""

import asyncio
import contextlib
import errno
import os
import struct
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeVar

from sandbox.base import FileChange
from sandbox.syscalls import inotify_add, inotify_open
from sandbox.tree import Node, Tree

_T = TypeVar("_T")

_MODIFY, _CLOSE_WRITE = 0x2, 0x8
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE, _DELETE_SELF = 0x40, 0x80, 0x100, 0x200, 0x400
_WANTED = _MODIFY | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _DELETE_SELF
_ONLY_FOLDERS = 0x01000000
_OVERFLOW, _IGNORED = 0x4000, 0x8000
_EVENT = struct.Struct("iIII")

_SETTLE_S = 0.03  # what belongs together, a replacement by a new file for example, is seen together
_REST = 4  # looking takes at most a fifth of the time
_POLL_S = 3.0


class InWorkspace(Protocol):
    """Runs a function of the workspace's descriptor where it may block, as the sandbox's user."""

    async def __call__(self, work: Callable[[int], _T]) -> _T: ...


class Watch:
    """One iteration over the changes. It ends by an error when the workspace is gone."""

    def __init__(self, in_workspace: InWorkspace, *, limit: int) -> None:
        self._in_workspace = in_workspace
        self._tree = Tree(self._add, limit=limit)
        self._fd: int | None = None
        self._blind = False

    async def changes(self) -> AsyncIterator[list[FileChange]]:
        """Batches of changes; the first is empty and says that from now on nothing is missed."""
        try:
            self._fd = inotify_open()
        except OSError as failure:
            if failure.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self._blind = True
        try:
            await self._in_workspace(lambda root: self._tree.look(root, self._everything()))
            yield []
            while True:
                await self._woken()
                began = time.monotonic()
                found = await self._in_workspace(lambda root: self._tree.look(root, self._dirty()))
                looked_s = time.monotonic() - began
                if found:
                    yield found
                await asyncio.sleep(_REST * looked_s)
        finally:
            if self._fd is not None:
                os.close(self._fd)

    def _add(self, folder: int) -> int | None:
        if self._fd is None:
            return None
        try:
            return inotify_add(self._fd, f"/proc/self/fd/{folder}", _WANTED | _ONLY_FOLDERS)
        except OSError as failure:
            if failure.errno == errno.ENOSPC:
                self._blind = True  # the user's watches are used up: fs.inotify.max_user_watches
            elif failure.errno not in (errno.ENOENT, errno.EACCES):
                raise
            return None

    async def _woken(self) -> None:
        """Until something has changed and what belongs to it is likely to be there."""
        if self._fd is None:
            await asyncio.sleep(_POLL_S)
            return
        loop = asyncio.get_running_loop()
        ready = loop.create_future()

        def tell() -> None:
            if not ready.done():
                ready.set_result(None)

        loop.add_reader(self._fd, tell)
        try:
            async with asyncio.timeout(_POLL_S if self._blind else None):
                await ready
        except TimeoutError:
            return
        finally:
            loop.remove_reader(self._fd)
        await asyncio.sleep(_SETTLE_S)

    def _dirty(self) -> dict[Node, set[str] | None]:
        """The folders that changed since, with the names in them."""
        if self._blind:
            self._drain()
            return self._everything()
        dirty: dict[Node, set[str] | None] = {}
        for watch, mask, name in self._drain():
            if mask & _OVERFLOW:
                return self._everything()
            node = self._tree.by_watch.get(watch)
            if node is None or mask & (_IGNORED | _DELETE_SELF) or not name:
                continue
            names = dirty.setdefault(node, set())
            assert names is not None
            names.add(name)
        return dirty

    def _everything(self) -> dict[Node, set[str] | None]:
        root = self._tree.root
        return {root: None, **{node: None for node in root.below() if node.children is not None}}

    def _drain(self) -> list[tuple[int, int, str]]:
        told: set[tuple[int, int, str]] = set()
        with contextlib.suppress(BlockingIOError):
            while self._fd is not None and (events := os.read(self._fd, 64 * 1024)):
                start = 0
                while start < len(events):
                    watch, mask, _, length = _EVENT.unpack_from(events, start)
                    start += _EVENT.size
                    told.add((watch, mask, os.fsdecode(events[start : start + length].rstrip(b"\0"))))
                    start += length
        return sorted(told)
