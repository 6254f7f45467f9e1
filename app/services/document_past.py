"""A document's past from the log, for a change so late that memory no longer reaches back to it."""

from app.core.errors import Invalid
from app.models.documents import Accepted
from app.models.event_log import EventLog
from app.services.session_host import SessionHost
from protocol.changes import apply
from protocol.events import CodeChanged, LanguageChanged, QuestionSelected
from protocol.frames import Envelope
from protocol.values import Sight

PAGE = 1000
SAID = frozenset({"code_changed", "question_selected", "language_changed"})


async def past(event_log: EventLog, host: SessionHost, *, path: str, version: int) -> tuple[str, list[Accepted]]:
    """The text of the open document `path` at `version`, and what was accepted after it.

    Raises:
        Invalid: when the log does not have that version.
    """
    text, at, later, question_id = "", -1, list[Accepted](), ""
    after = host.view.opened_seq - 1
    while True:
        page = await event_log.read(host.session_id, after=after, limit=PAGE, sight=Sight.SYSTEM)
        for stored in page:
            if stored.event_type not in SAID:
                continue
            event = Envelope.read(stored.frame).event
            if isinstance(event, QuestionSelected | LanguageChanged):
                opening = next((file.content for file in event.files if file.path == path), None)
                if opening is not None:
                    text, at, later, question_id = opening, 0, [], event.question_id
            elif isinstance(event, CodeChanged) and (event.question_id, event.path) == (question_id, path):
                if event.version != at + 1:
                    continue
                at += 1
                if at <= version:
                    text = apply(text, event.changes)
                else:
                    later.append(Accepted.of(event))
        if len(page) < PAGE:
            break
        after = page[-1].seq
    if at < version:
        raise Invalid(f"{path} has no version {version}: load it again", code="unknown_version")
    return text, later
