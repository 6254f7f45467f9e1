"""What a workspace's files held before something was done, and how they differ afterwards.

The documents are not among them: their past is in the log. What tools fill by themselves is not looked at.
"""

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from app.services.file_paths import passing, shown
from app.services.file_watch import TOOLS_OWN, logged_text
from protocol.facts import ChangedFile
from protocol.merging import lines_changed
from sandbox.base import Entry, Sandbox
from sandbox.errors import FileTooLarge, PathRefused

ENTRIES = 60_000
KEPT_FILES, KEPT_BYTES = 400, 512 * 1024
"""What is kept of the files before; of what goes beyond it is only told that it changed."""
LOOK_BYTES = 16 * 1024 * 1024
"""Larger files are not read to tell later whether they are still the same."""
TOLD = 300
"""Files that are told one by one."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The files as they were; of the smaller ones also what they held."""

    entries: dict[str, Entry]
    texts: dict[str, str]


async def recorded(sandbox: Sandbox, *, but: Collection[str]) -> FileRecord:
    """The files as they are now, `but` these paths.

    Raises:
        SandboxError: when the sandbox fails.
    """
    entries = await _entries(sandbox, but)
    texts: dict[str, str] = {}
    left = KEPT_BYTES
    # The smallest first: of many files as many as can be are kept.
    for entry in sorted(entries.values(), key=lambda one: (one.size_bytes, one.path))[:KEPT_FILES]:
        if entry.kind != "file" or entry.size_bytes > left:
            continue
        content = await _content(sandbox, entry.path, limit_bytes=left)
        text = None if content is None else logged_text(content)
        if text is not None:
            texts[entry.path] = text
            left -= entry.size_bytes
    return FileRecord(entries, texts)


async def differences(sandbox: Sandbox, before: FileRecord, *, but: Collection[str]) -> list[ChangedFile]:
    """The files that are not as they were, `but` these paths.

    Raises:
        SandboxError: when the sandbox fails.
    """
    now = await _entries(sandbox, but)
    every = sorted((before.entries.keys() | now.keys()) - set(but))
    paths = [path for path in every if _differs(before.entries.get(path), now.get(path))]
    found = [await _difference(sandbox, path, before, there=path in now) for path in paths[:TOLD]]
    if len(paths) > TOLD:
        more = f"{len(paths) - TOLD} more files"
        found.append(ChangedFile(path=more, document=False, added=0, removed=0, undoable=False))
    return [file for file in found if file is not None]


async def _entries(sandbox: Sandbox, but: Collection[str]) -> dict[str, Entry]:
    return {
        entry.path: entry
        for entry in await sandbox.list_files(limit=ENTRIES)
        if entry.kind != "folder"
        and entry.path not in but
        and not passing(entry.path)
        and TOOLS_OWN.isdisjoint(entry.path.split("/"))
    }


def _differs(before: Entry | None, now: Entry | None) -> bool:
    return before != now or (before is not None and now is not None and before.changed_ns != now.changed_ns)


async def _difference(sandbox: Sandbox, path: str, before: FileRecord, *, there: bool) -> ChangedFile | None:
    existed, old = path in before.entries, before.texts.get(path)
    content = await _content(sandbox, path, limit_bytes=LOOK_BYTES) if there else None
    text = None if content is None else logged_text(content)
    if old is not None and text == old:
        return None
    added, removed = await asyncio.to_thread(lines_changed, old or "", text or "")
    if text is None and content is not None:
        added = content.count(b"\n")
    known = (old is not None or not existed) and (content is not None or not there) and shown(path) == path
    return ChangedFile(
        path=shown(path),
        document=False,
        added=added,
        removed=removed,
        before=old if known else None,
        after_sha256=None if content is None else digest(content),
        undoable=known,
    )


async def _content(sandbox: Sandbox, path: str, *, limit_bytes: int) -> bytes | None:
    """What a file holds; None where that cannot be read."""
    try:
        return await sandbox.read_file(path, limit_bytes=limit_bytes)
    except (PathRefused, FileTooLarge):
        return None


def digest(content: bytes) -> str:
    """What the content is recognised by later."""
    return hashlib.sha256(content).hexdigest()
