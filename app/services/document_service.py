"""The one authority over each session's open documents.

Everybody's changes come here: people's from their sockets, the assistant's by `doc.edit`, a program's
from the sandbox. A change on an older version is moved over what came between, then committed as
`code_changed`; everybody, its sender too, learns it from the log.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import Field, ValidationError

from app.core.errors import AppError, Invalid, NotNow
from app.core.tasks import TaskScope
from app.models.documents import Accepted, Document
from app.models.event_log import EventLog
from app.services.document_past import past
from app.services.document_rules import check, plain_lines, rebased, too_large
from app.services.document_undo import is_of, without
from app.services.session_host import SessionHost
from protocol.changes import BadChange, is_empty
from protocol.events import CodeChanged, CodeSnapshot
from protocol.facts import Fact
from protocol.frames import MAX_DOCUMENT, CodeData, CodeEdit
from protocol.merging import line_difference, merge
from protocol.rebasing import normal
from protocol.values import Actor, Role, SessionStatus

log = logging.getLogger(__name__)

SNAPSHOT_AFTER_S = 30.0
LARGE = 64 * 1024
"""Characters from which on texts are merged in a thread."""

Arguments = TypeVar("Arguments", bound=Fact)

EDITABLE = frozenset({SessionStatus.ACTIVE, SessionStatus.PAUSED})


class Author(NamedTuple):
    """Whose a change is: the name in the event, and the kind of actor."""

    name: str
    actor: Actor

    @classmethod
    def of(cls, role: Role) -> "Author":
        """A person; the API key writes for the candidate."""
        return cls(role, Actor.INTERVIEWER if role is Role.INTERVIEWER else Actor.CANDIDATE)


ASSISTANT = Author("assistant", Actor.ASSISTANT)
PROGRAM = Author("program", Actor.PROGRAM)


class EditCall(Fact):
    """The arguments of `doc.edit`."""

    path: str
    base_version: int = Field(ge=0)
    changes: list[int | list[int | str]]
    change_id: str | None = Field(default=None, min_length=1, max_length=200)


class ReadCall(Fact):
    """The arguments of `doc.read`."""

    path: str


class TakeBackCall(Fact):
    """The arguments of `doc.take_back`: what begins with `change_id` and a slash."""

    path: str
    change_id: str = Field(min_length=1, max_length=200)


class DocumentService:
    """Accepts changes, one at a time for each session, in the order of its lock."""

    def __init__(self, event_log: EventLog, *, snapshot_after_s: float = SNAPSHOT_AFTER_S) -> None:
        """`snapshot_after_s`: seconds from the first change to the snapshot of what changed."""
        self._log, self._snapshot_after_s = event_log, snapshot_after_s
        self._since_snapshot: dict[str, set[str]] = {}
        self._tasks = TaskScope()
        self.on_change: Callable[[SessionHost], None] = lambda _: None
        """Called after each accepted change."""

    async def close(self) -> None:
        """Take no more snapshots; what they would say is in the log."""
        await self._tasks.close()

    def serve(self, host: SessionHost) -> None:
        """Answer the agent's `doc.edit`, `doc.read` and `doc.take_back`."""

        async def edit(args: dict[str, Any]) -> dict[str, Any]:
            return await self.edit(host, parsed(EditCall, args))

        async def read(args: dict[str, Any]) -> dict[str, Any]:
            return self.read(host, parsed(ReadCall, args).path)

        async def take_back(args: dict[str, Any]) -> bool:
            call = parsed(TakeBackCall, args)
            return await self.take_back(host, call.path, call.change_id, author=ASSISTANT)

        host.calls |= {"doc.edit": edit, "doc.read": read, "doc.take_back": take_back}

    # -- what people and the assistant write -----------------------------------------------------------

    async def change(self, host: SessionHost, wanted: CodeData, *, role: Role, key: str | None = None) -> int:
        """Take a `code_update`; returns the document's version after it.

        `key` makes what has no `change_id` idempotent.

        Raises:
            Invalid: by `code`: `unknown_document`, `readonly_document`, `invalid_change`, `split_character`,
                `document_too_large`, `unknown_version`, `stale_version`.
            NotNow: when the session is not at work.
        """
        async with host.lock:
            document = self._editable(host, wanted.path, question_id=wanted.question_id)
            version = document.version if wanted.version is None else wanted.version
            edits = await self._edits(host, wanted, document, version)
            author = Author.of(role)
            return await self._push(
                host, wanted.path, version, edits, author=author, client_id=wanted.client_id, key=key
            )

    async def edit(self, host: SessionHost, wanted: EditCall) -> dict[str, Any]:
        """Take an edit by the assistant: `{"path", "version"}` after it.

        With a `change_id` also the `changes`, as they were done on the version before.

        Raises:
            Invalid, NotNow: as `change` does.
        """
        async with host.lock:
            self._editable(host, wanted.path)
            edits = [CodeEdit(changes=wanted.changes, change_id=wanted.change_id)]
            version = await self._push(host, wanted.path, wanted.base_version, edits, author=ASSISTANT)
            if wanted.change_id is None:
                return {"path": wanted.path, "version": version}
            for age, done in enumerate(reversed(host.view.documents[wanted.path].recent)):
                if done.author == ASSISTANT.name and done.change_id == wanted.change_id:
                    return {"path": wanted.path, "version": version - age, "changes": done.changes}
        raise Invalid(f"{wanted.change_id} was done too long ago: read the document again", code="stale_version")

    async def take_back(self, host: SessionHost, path: str, change_id: str, *, author: Author) -> bool:
        """Undo what the change set `change_id` of the assistant did to the document.

        Returns whether that could be done: the document is open, can be edited, and has the set in its past.
        """
        async with host.lock:
            document = host.view.documents.get(path)
            if document is None or document.readonly or host.view.status not in EDITABLE:
                return False
            text, later = await past(self._log, host, path=path, version=0)
            if not any(is_of(accepted, change_id) for accepted in later):
                return False
            now, reverted = without(text, later, change_id)
            if reverted != now:
                await self._commit(host, path, CodeEdit(changes=line_difference(now, reverted)), author=author)
            return True

    def read(self, host: SessionHost, path: str) -> dict[str, Any]:
        """A document as it is now.

        Raises:
            Invalid: when there is none.
        """
        document = _document(host, path)
        return {
            "path": path,
            "version": document.version,
            "content": document.text,
            "readonly": document.readonly,
        }

    # -- what programs write -----------------------------------------------------------------------------

    async def file_changed(
        self, host: SessionHost, path: str, content: str, *, base: str, change_id: str | None = None
    ) -> bool:
        """Bring in what a program wrote to a document's file, merged with what people wrote meanwhile.

        `base` is what the file held when it was last the same as the document. With a `change_id` the program
        was the assistant's, and the change is one of that set. Returns whether the document has it now; where
        both rewrote the same lines it has both, people's first.
        """
        async with host.lock:
            document = host.view.documents.get(path)
            if document is None or document.readonly or host.view.status not in EDITABLE:
                return False
            texts = (base, document.text, plain_lines(content))
            large = max(map(len, texts)) > LARGE
            changes = await asyncio.to_thread(merge, *texts) if large else merge(*texts)
            if is_empty(changes):
                return True
            try:
                check(document.text, changes)
                if change_id is None:
                    await self._commit(host, path, CodeEdit(changes=changes), author=PROGRAM)
                else:
                    edit = CodeEdit(changes=changes, change_id=f"{change_id}/{document.version + 1}")
                    await self._commit(host, path, edit, author=ASSISTANT)
            except Invalid as error:
                log.warning("a program's file was not taken", extra={"session": host.session_id, "why": error.code})
                return False
            return True

    # -- the authority -----------------------------------------------------------------------------------

    @staticmethod
    def _editable(host: SessionHost, path: str, *, question_id: str | None = None) -> Document:
        view = host.view
        if view.status not in EDITABLE:
            raise NotNow("editing", view.status)
        if question_id is not None and (view.question is None or view.question.question_id != question_id):
            raise Invalid(f"the documents of {question_id} are closed; another question is open", code="stale_version")
        document = _document(host, path)
        if document.readonly:
            raise Invalid(f"{path} can be read but not changed", code="readonly_document")
        return document

    async def _edits(self, host: SessionHost, wanted: CodeData, document: Document, version: int) -> Sequence[CodeEdit]:
        """What a frame asks for as changes, the first of them on `version`."""
        if sum(part is not None for part in (wanted.content, wanted.changes, wanted.updates)) != 1:
            raise Invalid("a code_update has either content, changes or updates", code="invalid_change")
        if wanted.content is not None:
            if len(wanted.content) > MAX_DOCUMENT:
                raise too_large()
            old = document.at(version)
            if old is None:
                old, _ = await self._past(host, wanted.path, document, version)
            changes = line_difference(old, plain_lines(wanted.content))
            return [CodeEdit(changes=changes, change_id=wanted.change_id)]
        if wanted.version is None:
            raise Invalid("changes need the version that they are on", code="invalid_change")
        if wanted.changes is not None:
            return [CodeEdit(changes=wanted.changes, change_id=wanted.change_id)]
        assert wanted.updates is not None
        return wanted.updates

    async def _push(
        self,
        host: SessionHost,
        path: str,
        version: int,
        edits: Sequence[CodeEdit],
        *,
        author: Author,
        client_id: str | None = None,
        key: str | None = None,
    ) -> int:
        document = host.view.documents[path]
        over = document.since(version)
        if over is None or version > document.version:
            _, over = await self._past(host, path, document, version)
        try:
            fresh = await rebased(edits, over, author=author.name, client_id=client_id)
        except BadChange as error:
            raise Invalid(f"the change does not fit version {version}: {error}", code="invalid_change") from error
        for number, edit in enumerate(fresh):
            check(host.view.documents[path].text, edit.changes)
            if is_empty(edit.changes) and edit.change_id is None:
                continue
            edit_key = f"{key}:{number}" if key is not None and number else key
            done = await self._commit(host, path, edit, author=author, client_id=client_id, key=edit_key)
            if not done and number + 1 < len(fresh):
                raise Invalid(f"{edit.change_id} is in {path} already: load it again", code="stale_version")
        return host.view.documents[path].version

    async def _past(self, host: SessionHost, path: str, document: Document, version: int) -> tuple[str, list[Accepted]]:
        if version > document.version:
            raise Invalid(
                f"{path} is at version {document.version}, not yet at {version}: load it again", code="unknown_version"
            )
        return await past(self._log, host, path=path, version=version)

    async def _commit(
        self,
        host: SessionHost,
        path: str,
        edit: CodeEdit,
        *,
        author: Author,
        client_id: str | None = None,
        key: str | None = None,
    ) -> bool:
        """Commit one change of the document as it is now; False when it was sent before and changes nothing."""
        document, question = host.view.documents[path], host.view.question
        assert question is not None
        event = CodeChanged(
            actor=author.actor,
            question_id=question.question_id,
            path=path,
            version=document.version + 1,
            changes=normal(edit.changes),
            author=author.name,
            client_id=client_id,
            change_id=edit.change_id,
        )
        if edit.change_id is not None:
            key = f"change:{author.name}:{client_id or ''}:{edit.change_id}"
        head = host.view.head
        (stored,) = await host.append(event, key=key)
        if stored.seq <= head:
            return False
        if host.view.documents.get(path) is not document or document.version != event.version:
            raise Invalid(f"{path} was closed meanwhile: load what is open now", code="stale_version")
        self._touched(host, path)
        self.on_change(host)
        return True

    # -- snapshots -----------------------------------------------------------------------------------------

    def owes_snapshot(self, session_id: str) -> bool:
        """Whether the session's documents changed since the last snapshot."""
        return session_id in self._since_snapshot

    def _touched(self, host: SessionHost, path: str) -> None:
        paths = self._since_snapshot.get(host.session_id)
        if paths is None:
            paths = self._since_snapshot[host.session_id] = set()
            self._tasks.start(self._snapshot_later(host, paths), name="snapshot of documents")
        paths.add(path)

    async def _snapshot_later(self, host: SessionHost, paths: set[str]) -> None:
        await asyncio.sleep(self._snapshot_after_s)
        async with host.lock:
            self._since_snapshot.pop(host.session_id, None)
            question, documents = host.view.question, host.view.documents
            changed = [path for path in sorted(paths) if path in documents and documents[path].version]
            if question is None or host.view.status.over or not changed:
                return
            events = [
                CodeSnapshot(
                    question_id=question.question_id,
                    path=path,
                    version=documents[path].version,
                    content=documents[path].text,
                )
                for path in changed
            ]
            try:
                await host.append(*events)
            except AppError as error:
                log.warning("a snapshot was not stored", extra={"session": host.session_id, "why": error.code})


def _document(host: SessionHost, path: str) -> Document:
    document = host.view.documents.get(path)
    if document is None:
        known = ", ".join(host.view.documents) or "none"
        raise Invalid(f"there is no document {path!r}; open ones: {known}", code="unknown_document")
    return document


def parsed(kind: type[Arguments], args: dict[str, Any]) -> Arguments:
    """The arguments of a call of the agent.

    Raises:
        Invalid: for others than the kind has.
    """
    try:
        return kind.model_validate(args)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{where}: {first['msg']}".lstrip(": "), code="invalid_call") from error
