"""What happens to a session's files, as a front end follows it: the log's events in the stream's words."""

from collections.abc import AsyncIterator

from app.models.event_log import SessionErased
from app.models.files import WatchMessage
from app.services.session_host import SessionHost
from protocol.changes import length
from protocol.events import CodeChanged, FileChanged, FilesChanged, LanguageChanged, QuestionSelected
from protocol.events.workspace import MAX_LOGGED_CONTENT
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.values import Sight

KINDS = frozenset({"code_changed", "file_changed", "files_changed", "question_selected", "language_changed"})


class FileStream:
    """Follows the files from a `seq`; documents and other files alike."""

    def __init__(self, host: SessionHost, *, after: int, sight: Sight) -> None:
        self.after = after
        """The `seq` it begins after."""
        self._host, self._sight = host, sight
        self._documents = set(host.view.documents)

    async def messages(self) -> AsyncIterator[tuple[int, WatchMessage]]:
        """Each change with the `seq` from which to go on after it."""
        try:
            async for batch in self._host.follow(self.after, self._sight):
                # Whoever types makes many changes; of those that came together the last one says it all.
                latest: dict[tuple[str, str], tuple[int, WatchMessage]] = {}
                for stored in batch.events:
                    if stored.event_type not in KINDS:
                        continue
                    event = Envelope.read(stored.frame).event
                    if isinstance(event, CodeChanged):
                        key = (event.path, event.actor)
                        latest.pop(key, None)
                        latest[key] = (stored.seq, self._edited(event))
                        continue
                    for message in self._messages(event):
                        latest[str(stored.seq), str(len(latest))] = (stored.seq, message)
                for told in latest.values():
                    yield told
        except SessionErased:
            return

    def _edited(self, event: CodeChanged) -> WatchMessage:
        message: WatchMessage = {"type": "write", "path": event.path, "by": event.actor, "version": event.version}
        document = self._host.view.documents.get(event.path)
        if document is not None and document.version >= event.version and length(document.text) <= MAX_LOGGED_CONTENT:
            message |= {"content": document.text, "version": document.version}
        return message

    def _messages(self, event: EventBody) -> list[WatchMessage]:
        match event:
            case FileChanged():
                message: WatchMessage = {"type": event.kind, "path": event.path, "by": event.actor}
                message |= {"folder": event.folder, "size_bytes": event.size_bytes}
                if event.content is not None:
                    message["content"] = event.content
                if event.moved_from is not None:
                    message["moved_from"] = event.moved_from
                return [message]
            case FilesChanged():
                return [{"type": "many", "count": event.count, "paths": event.paths, "by": event.actor}]
            case QuestionSelected(files=files) | LanguageChanged(files=files):
                now, by = {file.path for file in files}, event.actor
                kept = self._documents if isinstance(event, LanguageChanged) else set()
                gone, self._documents = self._documents - now - kept, now | kept
                deleted: list[WatchMessage] = [{"type": "delete", "path": path, "by": by} for path in sorted(gone)]
                return deleted + [
                    {"type": "create", "path": file.path, "by": by, "content": file.content} for file in files
                ]
        return []
