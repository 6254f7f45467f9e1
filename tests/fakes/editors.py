"""Editors of a shared document: one that follows the collab algorithm, one that only knows whole contents."""

from dataclasses import dataclass, field

from protocol.changes import Changes, apply
from protocol.events import CodeChanged, CodeSnapshot
from protocol.facts import EventBody
from protocol.frames import CodeData, CodeEdit
from protocol.rebasing import rebase


@dataclass
class CollabEditor:
    """What `@codemirror/collab` does: unconfirmed changes are moved over those that are received."""

    path: str
    client_id: str
    text: str
    version: int = 0
    unconfirmed: list[CodeEdit] = field(default_factory=list)
    typed: int = 0

    def type(self, changes: Changes) -> None:
        self.text = apply(self.text, changes)
        self.typed += 1
        self.unconfirmed.append(CodeEdit(changes=changes, change_id=f"{self.typed}"))

    def push(self, most: int = 256) -> CodeData | None:
        """The frame that sends what is unconfirmed; it may be sent again at any time."""
        if not self.unconfirmed:
            return None
        return CodeData(path=self.path, version=self.version, updates=self.unconfirmed[:most], client_id=self.client_id)

    def receive(self, event: EventBody) -> None:
        if isinstance(event, CodeSnapshot) and event.path == self.path and event.version == self.version:
            assert self.unconfirmed or self.text == event.content, "a snapshot tells of a divergence"
        if not isinstance(event, CodeChanged) or event.path != self.path:
            return
        assert event.version == self.version + 1
        self.version += 1
        if self.unconfirmed and event.client_id == self.client_id:
            assert event.change_id == self.unconfirmed[0].change_id
            del self.unconfirmed[0]
            return
        changes = event.changes
        for number, edit in enumerate(self.unconfirmed):
            self.unconfirmed[number] = edit.model_copy(update={"changes": rebase(edit.changes, changes)})
            changes = rebase(changes, edit.changes, first=True)
        self.text = apply(self.text, changes)


@dataclass
class WholeEditor:
    """A simple client: it shows what it received and sends whole contents, on the version it has seen."""

    path: str
    text: str
    version: int = 0

    def push(self, text: str) -> CodeData:
        return CodeData(path=self.path, version=self.version, content=text)

    def receive(self, event: EventBody) -> None:
        if isinstance(event, CodeChanged) and event.path == self.path:
            self.text, self.version = apply(self.text, event.changes), event.version
