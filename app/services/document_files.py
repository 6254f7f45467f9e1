"""The files of one session's documents in its sandbox: written when they differ, read back before that."""

import logging
import time
from dataclasses import dataclass, field

from app.services.document_service import DocumentService
from app.services.file_record import FileRecord
from app.services.session_host import SessionHost
from protocol.frames import MAX_DOCUMENT
from sandbox.base import Sandbox
from sandbox.errors import FileTooLarge, PathRefused

log = logging.getLogger(__name__)

ASIDE = ".from-program"
"""Ends the name under which content is kept that a document cannot take."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Until when (on `time.monotonic`) what programs write counts as the assistant's, in the set `change_id`.

    `before` are the files that are no documents, as they were when that began.
    """

    change_id: str
    until_s: float
    before: FileRecord
    peoples: set[str] = field(default_factory=set)
    """Files that people changed meanwhile, which are theirs."""

    @property
    def holds(self) -> bool:
        """Whether it is not over yet."""
        return time.monotonic() < self.until_s


@dataclass(slots=True)
class DocumentFiles:
    """What the files held when they were last the same as the documents."""

    sandbox: Sandbox
    documents: DocumentService
    written: dict[str, str] = field(default_factory=dict)
    opened_seq: int = 0
    """Which documents they are of (`SessionView.opened_seq`)."""
    credit: Credit | None = None

    async def save(self, host: SessionHost) -> dict[str, int]:
        """Bring in what programs wrote, then write what differs; the versions that the files now have.

        Raises:
            SandboxError: when the sandbox fails.
        """
        if self.opened_seq == host.view.opened_seq:
            for path in list(self.written):
                await self._read_back(host, path)
        self.opened_seq = host.view.opened_seq
        wanted, versions = {file.path: file.content for file in host.view.files()}, host.view.versions()
        for path in self.written.keys() - wanted.keys():
            await self.sandbox.delete(path)
            del self.written[path]
        for path, content in wanted.items():
            if self.written.get(path) != content:
                await self.sandbox.write_file(path, content.encode("utf-8", "surrogatepass"))
                self.written[path] = content
        return versions

    async def _read_back(self, host: SessionHost, path: str) -> None:
        try:
            raw = await self.sandbox.read_file(path, limit_bytes=MAX_DOCUMENT)
        except (PathRefused, FileTooLarge) as error:
            # Deleted, or made into something that is no text: the document takes its place again.
            log.info("a document has no file to read", extra={"session": host.session_id, "why": error.code})
            del self.written[path]
        else:
            await self.seen(host, path, raw)

    async def seen(self, host: SessionHost, path: str, raw: bytes) -> None:
        """`raw` is in a document's file now; where a program wrote it, the document gets it.

        What a document cannot take (no text, too long together) stays beside it under another name.
        """
        base = self.written.get(path)
        document = host.view.documents.get(path)
        if base is None or document is None or raw == base.encode("utf-8", "surrogatepass"):
            return
        content = _text(raw)
        change_id = self.credit.change_id if self.credit is not None and self.credit.holds else None
        if content is not None and await self.documents.file_changed(
            host, path, content, base=base, change_id=change_id
        ):
            self.written[path] = content
            return
        del self.written[path]
        if not document.readonly:
            await self.sandbox.write_file(path + ASIDE, raw)


def _text(raw: bytes) -> str | None:
    """The text in a file, or None when it is none."""
    try:
        content = raw.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in content else content
