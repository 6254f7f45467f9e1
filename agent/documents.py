"""An open file as its changes tell it, with enough of the past to know what was handed in."""

from dataclasses import dataclass, field

from protocol.changes import Changes, apply
from protocol.facts import QuestionFile

KEPT = 128
"""Versions before the present one that can still be read."""


@dataclass(slots=True)
class Document:
    """A file's text at `version`. Between two checkpoints only the changes are kept, not the texts."""

    text: str
    version: int = 0
    readonly: bool = False
    role: str = "main"
    starter: str = ""
    checkpoint: str = ""
    checkpoint_version: int = 0
    recent: list[Changes] = field(default_factory=list)

    @classmethod
    def of(cls, file: QuestionFile) -> "Document":
        """The document that `file` begins."""
        return cls(file.content, readonly=file.readonly, role=file.role, starter=file.content, checkpoint=file.content)

    def change(self, changes: Changes, version: int) -> None:
        """Go to `version` by `changes`; a change that does not follow has no effect."""
        if version != self.version + 1:
            return
        self.text, self.version = apply(self.text, changes), version
        self.recent.append(changes)
        if len(self.recent) == 2 * KEPT:
            for old in self.recent[:KEPT]:
                self.checkpoint = apply(self.checkpoint, old)
            del self.recent[:KEPT]
            self.checkpoint_version += KEPT

    def replace(self, text: str, version: int) -> None:
        """Take `text` as it is; where it says anything new, what was before cannot be read any more."""
        if (text, version) == (self.text, self.version):
            return
        self.text, self.version = text, version
        self.checkpoint, self.checkpoint_version = text, version
        self.recent.clear()

    def at(self, version: int) -> str | None:
        """The text at an earlier version, or None when it is no longer known."""
        if version == self.version:
            return self.text
        steps = version - self.checkpoint_version
        if not 0 <= steps <= len(self.recent):
            return None
        text = self.checkpoint
        for changes in self.recent[:steps]:
            text = apply(text, changes)
        return text


Documents = dict[str, Document]


def opened(files: list[QuestionFile]) -> Documents:
    """The documents that `files` begin."""
    return {file.path: Document.of(file) for file in files}


def texts(documents: Documents) -> dict[str, str]:
    """The present texts by path."""
    return {path: document.text for path, document in documents.items()}


def texts_at(documents: Documents, versions: dict[str, int]) -> dict[str, str] | None:
    """The texts at `versions`, or None when one of them is not known."""
    found: dict[str, str] = {}
    for path, version in versions.items():
        document = documents.get(path)
        text = None if document is None else document.at(version)
        if text is None:
            return None
        found[path] = text
    return found


def written(documents: Documents, of: dict[str, str]) -> dict[str, str]:
    """The part of the texts `of` that is the candidate's: what a code hash covers."""
    return {path: text for path, text in of.items() if path in documents and not documents[path].readonly}
