"""What a turn changed, gathered at its end, so that people can take it or not as a whole."""

import logging
from collections.abc import Iterable

from agent.ports import Watching
from agent.telling import Live
from protocol.events import AssistantChangeProposed
from protocol.facts import ChangedFile
from protocol.merging import lines_changed

log = logging.getLogger(__name__)

CATCH_UP_S = 2.0


async def propose(live: Live, *, now: Watching) -> AssistantChangeProposed | None:
    """The change that the turn made, or None; waits until the log tells what was written."""
    state = now.state
    if state.current_id != live.question_id:
        return None  # its documents are closed
    written = [(draft.path, draft) for draft in live.drafts if draft.touched and draft.path is not None]
    await told(now, [*live.versions.items(), *((path, draft.version) for path, draft in written)])
    turn = state.help.turn
    before = {path: draft.before for path, draft in reversed(written)}
    before |= turn.before if turn is not None else {}
    files = [
        file
        for path, text in before.items()
        if path in state.documents and (file := _changed(path, text, state.documents[path].text)) is not None
    ]
    files += live.files
    if not files:
        return None
    return AssistantChangeProposed(
        change_id=live.turn_id, turn_id=live.turn_id, question_id=live.question_id, files=files, complete=True
    )


async def told(now: Watching, versions: Iterable[tuple[str, int]]) -> None:
    """Wait until the log tells these documents at these versions."""
    least = list(versions)

    def caught_up() -> bool:
        documents = now.state.documents
        return all(documents[path].version >= version for path, version in least if path in documents)

    try:
        await now.until(caught_up, within_s=CATCH_UP_S)
    except TimeoutError:
        log.warning("the log is behind the documents", extra={"wait_s": CATCH_UP_S})


def _changed(path: str, before: str, after: str) -> ChangedFile | None:
    added, removed = lines_changed(before, after)
    return ChangedFile(path=path, document=True, added=added, removed=removed) if before != after else None
