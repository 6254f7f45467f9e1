"""The files of a session's workspace, as people and the assistant read and change them.

A document of the question is changed through the document authority and stays an open document; all
other files live in the sandbox alone, and each change of them becomes a `file_changed`.
"""

import base64
import binascii
import logging
from bisect import bisect_right
from collections.abc import Awaitable, Callable
from typing import Any

from app.core.errors import AppError, Invalid, NotNow
from app.models.files import FILE_LIMIT, ChangedOut, FileOut, TreeOut
from app.services.file_paths import FileRefused, cleaned, forbid_removal, is_below, passing, protected, refusing, shown
from app.services.file_record import LOOK_BYTES, digest
from app.services.file_tree import cursor_of, entry_out, path_of, tree_order
from app.services.file_watch import FileWatches, logged_text
from app.services.session_host import SessionHost
from app.services.workspace_service import WorkspaceService
from protocol.events import FileChanged
from protocol.facts import ChangedFile
from protocol.frames import CodeData
from protocol.values import Actor, Role, SessionStatus
from sandbox.base import Entry, ExecResult, Sandbox
from sandbox.errors import FileTooLarge, PathRefused

log = logging.getLogger(__name__)

TREE_LIMIT = 60_000
"""More entries than a workspace has inodes."""

ABSENT, PRESENT = 10, 11
MOVE = f"""\
[ -e "$1" ] || [ -L "$1" ] || exit {ABSENT}
if [ -e "$2" ] || [ -L "$2" ]; then exit {PRESENT}; fi
mkdir -p -- "$3" && exec mv -nT -- "$1" "$2"
"""
MAKE_FOLDER = f"""\
if [ -e "$1" ] || [ -L "$1" ]; then exit {PRESENT}; fi
exec mkdir -p -- "$1"
"""
"""Done by programs inside, with the candidate's own rights: no trap laid there can lead them out."""

ChangeDocument = Callable[..., Awaitable[int]]


class FileService:
    """Reads and changes files for whoever may; the caller's rights were asked before."""

    def __init__(self, workspaces: WorkspaceService, watches: FileWatches, *, change_document: ChangeDocument) -> None:
        """`change_document(host, CodeData, role=…)` is the document authority's way in; it gives the version."""
        self._workspaces, self._watches, self._change_document = workspaces, watches, change_document

    # -- reading ---------------------------------------------------------------------------------------

    async def tree(self, host: SessionHost, *, under: str, limit: int, cursor: str | None) -> TreeOut:
        """A page of what lies below the folder `under` (the empty path: everything).

        Raises:
            FileRefused: for a folder that is none, or a cursor that we did not give.
        """
        entries = await self._entries(host, cleaned(under) if under else "")
        start = 0
        if cursor is not None:
            start = bisect_right(entries, tree_order(path_of(cursor)), key=lambda entry: tree_order(entry.path))
        page = entries[start : start + limit]
        more = start + limit < len(entries)
        documents = host.view.documents
        return TreeOut(
            entries=[entry_out(entry, documents) for entry in page],
            next=cursor_of(page[-1].path) if more and page else None,
        )

    async def _entries(self, host: SessionHost, under: str) -> list[Entry]:
        if host.view.status.over:
            # The sandbox is gone; the documents are in the log.
            found = [
                Entry(path, "file", len(document.text.encode("utf-8", "surrogatepass")), 0o644)
                for path, document in host.view.documents.items()
                if not under or is_below(path, under)
            ]
            return sorted(found, key=lambda entry: tree_order(entry.path))
        sandbox = await self._workspaces.sandbox(host)
        with refusing(under):
            found = await sandbox.list_files(under, limit=TREE_LIMIT)
        return [entry for entry in found if not passing(entry.path)]

    async def read(self, host: SessionHost, path: str, *, encoding: str) -> FileOut:
        """A file's content, as text or, with `encoding` `base64`, as its bytes.

        Raises:
            FileRefused: by `code`: `file_not_found`, `is_folder`, `not_a_file`, `path_outside`, `binary_file`, ….
        """
        path = cleaned(path)
        document = host.view.documents.get(path)
        if document is not None:
            content = document.text.encode("utf-8", "surrogatepass")
        elif host.view.status.over:
            raise FileRefused(404, "file_not_found", f"{path!r} was not kept: the interview is over")
        else:
            sandbox = await self._workspaces.sandbox(host)
            with refusing(path):
                content = await sandbox.read_file(path, limit_bytes=FILE_LIMIT)
        text = base64.b64encode(content).decode() if encoding == "base64" else _text(content)
        if text is None:
            raise FileRefused(
                406, "binary_file", f"{path!r} is no text ({len(content)} bytes): ask with ?encoding=base64"
            )
        return FileOut(
            path=path,
            content=text,
            encoding="base64" if encoding == "base64" else "utf-8",
            size_bytes=len(content),
            document=document is not None,
            readonly=document is not None and document.readonly,
            version=document.version if document is not None else None,
        )

    # -- changing --------------------------------------------------------------------------------------

    async def write(
        self, host: SessionHost, path: str, content: bytes, *, role: Role, actor: Actor, create: bool = False
    ) -> ChangedOut:
        """Give a file this content; with `create` it must not exist yet.

        Raises:
            FileRefused, NotNow, Invalid, WorkspaceUnavailable.
        """
        path = cleaned(path, new=True)
        document = host.view.documents.get(path)
        if document is None:
            return await self._write(host, path, content, actor=actor, create=create)
        _require_work(host)
        if create:
            raise _exists(path)
        if document.readonly:
            raise protected(path)
        text = _text(content)
        if text is None:
            raise FileRefused(422, "binary_document", f"{path} is an open document: it holds text, in UTF-8")
        version = await self._change_document(host, CodeData(path=path, content=text), role=role)
        return ChangedOut(path=path, kind="write", size_bytes=len(content), version=version)

    async def _write(
        self, host: SessionHost, path: str, content: bytes, *, actor: Actor, create: bool = False
    ) -> ChangedOut:
        _require_work(host)
        if len(content) > FILE_LIMIT:
            raise FileRefused(413, "file_too_large", f"a file may have {FILE_LIMIT} bytes here; {path!r} has more")
        sandbox = await self._workspaces.sandbox(host)
        self._note(host, actor, path)
        ledger = self._watches.ledger(host)
        async with ledger.lock:
            existed = await _exists_in(sandbox, path)
            if existed and create:
                raise _exists(path)
            with refusing(path):
                await sandbox.write_file(path, content)
            kind: Any = "write" if existed else "create"
            await host.append(
                FileChanged(actor=actor, path=path, kind=kind, size_bytes=len(content), content=logged_text(content))
            )
            ledger.found_above(path)
            # Only now: what could not be told by us is told by the watch.
            ledger.holds(path, content)
        return ChangedOut(path=path, kind=kind, size_bytes=len(content))

    def _note(self, host: SessionHost, actor: Actor, *paths: str) -> None:
        if actor is not Actor.ASSISTANT:
            self._workspaces.changed_by_people(host.session_id, *paths)

    async def make_folder(self, host: SessionHost, path: str, *, actor: Actor) -> ChangedOut:
        """Make a folder and those above it.

        Raises:
            FileRefused: `file_exists` when there is something already.
        """
        path = cleaned(path, new=True)
        _require_work(host)
        sandbox = await self._workspaces.sandbox(host)
        ledger = self._watches.ledger(host)
        async with ledger.lock:
            ledger.expect(path)
            _check(await _run(sandbox, MAKE_FOLDER, path), path, target=path)
            ledger.found_above(path)
            await host.append(FileChanged(actor=actor, path=path, kind="create", folder=True))
            ledger.holds(path, None)
        return ChangedOut(path=path, kind="create")

    async def delete(self, host: SessionHost, path: str, *, actor: Actor) -> ChangedOut:
        """Remove a file, or a folder with all it holds.

        Raises:
            FileRefused: `file_not_found`, `protected_file`, `open_document`, ….
        """
        path = cleaned(path)
        forbid_removal(path, host.view.documents)
        _require_work(host)
        sandbox = await self._workspaces.sandbox(host)
        self._note(host, actor, path)
        ledger = self._watches.ledger(host)
        async with ledger.lock:
            folder = await _is_folder(sandbox, path)
            with refusing(path):
                await sandbox.delete(path)
            await host.append(FileChanged(actor=actor, path=shown(path), kind="delete", folder=folder))
            ledger.gone(path)
        return ChangedOut(path=shown(path), kind="delete")

    async def take_back(self, host: SessionHost, file: ChangedFile, *, actor: Actor) -> bool:
        """Give a file that is no document what it had before the assistant's change.

        Returns false where that cannot be: what it had is not known, or it is something else by now.
        """
        if not file.undoable:
            return False
        try:
            now = await self._held(host, file.path)
            wanted = None if file.before is None else file.before.encode("utf-8", "replace")
            if now == wanted:
                return True
            if (None if now is None else digest(now)) != file.after_sha256:
                return False
            if wanted is None:
                await self.delete(host, file.path, actor=actor)
            else:
                await self._write(host, cleaned(file.path, new=True), wanted, actor=actor)
        except AppError as error:
            log.info("a file was not taken back", extra={"session": host.session_id, "why": error.code})
            return False
        return True

    async def _held(self, host: SessionHost, path: str) -> bytes | None:
        """What a file holds; None where nothing is."""
        sandbox = await self._workspaces.sandbox(host)
        try:
            with refusing(path):
                return await sandbox.read_file(path, limit_bytes=LOOK_BYTES)
        except FileRefused as refusal:
            if refusal.code == "file_not_found":
                return None
            raise

    async def move(self, host: SessionHost, path: str, to: str, *, actor: Actor) -> ChangedOut:
        """Rename a file or folder; nothing is replaced.

        Raises:
            FileRefused: `file_not_found`, `file_exists`, `protected_file`, `open_document`, `bad_move`, ….
        """
        path, to = cleaned(path), cleaned(to, new=True)
        forbid_removal(path, host.view.documents)
        if to in host.view.documents:
            raise _exists(to)
        if to == path or is_below(to, path):
            raise FileRefused(422, "bad_move", f"{path!r} cannot be moved into itself")
        _require_work(host)
        sandbox = await self._workspaces.sandbox(host)
        self._note(host, actor, path, to)
        ledger = self._watches.ledger(host)
        async with ledger.lock:
            folder = await _is_folder(sandbox, path)
            ledger.expect(path, to)
            above = f"./{to.rpartition('/')[0]}"
            _check(await _run(sandbox, MOVE, path, to, above=above), path, target=to)
            ledger.found_above(to)
            ledger.gone(path)
            ledger.holds(to, None)
            await host.append(FileChanged(actor=actor, path=to, kind="move", folder=folder, moved_from=shown(path)))
        return ChangedOut(path=to, kind="move", moved_from=shown(path))


async def _run(sandbox: Sandbox, script: str, *paths: str, above: str = "") -> ExecResult:
    with refusing(paths[0]):
        return await sandbox.exec(["sh", "-c", script, "sh", *(f"./{path}" for path in paths), above])


def _check(result: ExecResult, path: str, *, target: str) -> None:
    if result.code == 0:
        return
    if result.code == ABSENT:
        raise FileRefused(404, "file_not_found", f"{path!r} does not exist")
    if result.code == PRESENT:
        raise _exists(target)
    said = result.err.decode("utf-8", "replace").strip()[:300]
    if "No space left" in said:
        raise FileRefused(507, "workspace_full", f"no room is left for {target!r}: delete what is not needed")
    raise FileRefused(409, "not_done", said or f"the program that should do it ended with status {result.code}")


async def _exists_in(sandbox: Sandbox, path: str) -> bool:
    try:
        await sandbox.read_file(path, limit_bytes=0)
    except FileTooLarge:
        return True
    except PathRefused as refusal:
        return refusal.reason != "missing"
    return True


async def _is_folder(sandbox: Sandbox, path: str) -> bool:
    try:
        await sandbox.read_file(path, limit_bytes=0)
    except FileTooLarge:
        return False
    except PathRefused as refusal:
        return refusal.reason == "folder"
    return False


def _exists(path: str) -> FileRefused:
    return FileRefused(409, "file_exists", f"{path!r} exists already: PUT replaces a file, DELETE removes it")


def _require_work(host: SessionHost) -> None:
    if host.view.status not in (SessionStatus.ACTIVE, SessionStatus.PAUSED):
        raise NotNow("changing files", host.view.status)


def _text(content: bytes) -> str | None:
    """The content as text, or None for what is none: no UTF-8, or a NUL in it."""
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def decoded(content: str, encoding: str) -> bytes:
    """The bytes that a body means.

    Raises:
        Invalid: for base64 that is none, or half of a surrogate pair.
    """
    try:
        return base64.b64decode(content, validate=True) if encoding == "base64" else content.encode()
    except (binascii.Error, ValueError) as error:
        raise Invalid(f"content is no {encoding}: {error}", code="invalid_content") from error
