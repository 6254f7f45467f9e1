"""An open file as its changes tell it, with enough of the past to move a late change over it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from protocol.changes import Changes, apply, inserted_text
from protocol.events import CodeChanged, CodeSnapshot
from protocol.facts import QuestionFile

KEPT = 256
KEPT_UNITS = 128 * 1024
"""What stays in memory of a document's past, in changes and in characters that they insert; the rest is in the log."""


class Accepted(NamedTuple):
    """A change that is in the log, and whose it was."""

    changes: Changes
    author: str
    client_id: str | None
    change_id: str | None

    @classmethod
    def of(cls, event: CodeChanged) -> "Accepted":
        """What `event` accepted."""
        return cls(event.changes, event.author, event.client_id, event.change_id)


@dataclass(slots=True)
class Document:
    """A file's text at `version`; `recent` led there from `earlier`."""

    text: str
    version: int = 0
    readonly: bool = False
    role: str = "main"
    earlier: str = ""
    recent: list[Accepted] = field(default_factory=list)
    recent_units: int = 0

    @classmethod
    def of(cls, file: QuestionFile) -> "Document":
        """The document that `file` begins."""
        return cls(file.content, readonly=file.readonly, role=file.role, earlier=file.content)

    def change(self, event: CodeChanged) -> None:
        """Go to the event's version; a change that does not follow has no effect."""
        if event.version != self.version + 1:
            return
        self.text, self.version = apply(self.text, event.changes), event.version
        self.recent.append(Accepted.of(event))
        self.recent_units += len(inserted_text(event.changes))
        if len(self.recent) > 2 * KEPT or self.recent_units > 2 * KEPT_UNITS:
            self._forget()

    def _forget(self) -> None:
        """Drop the oldest, from twice the limits down to them, so that it is rare."""
        gone = 0
        while gone < len(self.recent) and (len(self.recent) - gone > KEPT or self.recent_units > KEPT_UNITS):
            changes = self.recent[gone].changes
            self.earlier = apply(self.earlier, changes)
            self.recent_units -= len(inserted_text(changes))
            gone += 1
        del self.recent[:gone]

    def replace(self, event: CodeSnapshot) -> None:
        """Take a snapshot; it says nothing new to a reader that folded everything before it."""
        if (event.version, event.content) == (self.version, self.text):
            return
        self.text = self.earlier = event.content
        self.version = event.version
        self.recent.clear()
        self.recent_units = 0

    def since(self, version: int) -> list[Accepted] | None:
        """What was accepted after `version`, or None when that is no longer in memory."""
        first = self.version - len(self.recent)
        return self.recent[version - first :] if version >= first else None

    def at(self, version: int) -> str | None:
        """The text at an earlier version, or None when it is no longer in memory."""
        if version == self.version:
            return self.text
        first = self.version - len(self.recent)
        if not first <= version <= self.version:
            return None
        text = self.earlier
        for accepted in self.recent[: version - first]:
            text = apply(text, accepted.changes)
        return text


def opened(files: Iterable[QuestionFile]) -> dict[str, Document]:
    """The documents that `files` begin."""
    return {file.path: Document.of(file) for file in files}
