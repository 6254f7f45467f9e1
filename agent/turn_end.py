"""What a turn changed, gathered at its end, so that people can take it or not as a whole."""

import logging

from agent.ports import Watching
from agent.telling import Live
from agent.workbench import Workbench
from protocol.changes import replaced
from protocol.events import AssistantChangeProposed
from protocol.facts import ChangedFile
from protocol.merging import line_difference

log = logging.getLogger(__name__)

CATCH_UP_S = 2.0


async def propose(live: Live, bench: Workbench, *, now: Watching) -> AssistantChangeProposed | None:
    """The change that the turn made, or None; waits until the log tells what was written."""
    state = now.state
    if state.current_id != live.question_id:
        return None  # its documents are closed
    written = [(draft.path, draft) for draft in live.drafts if draft.touched and draft.path is not None]

    least = list(bench.left.items()) + [(path, draft.version) for path, draft in written]

    def told() -> bool:
        documents = state.documents
        return all(documents[path].version >= version for path, version in least if path in documents)

    try:
        await now.until(told, within_s=CATCH_UP_S)
    except TimeoutError:
        log.warning("the log is behind the documents", extra={"wait_s": CATCH_UP_S})
    turn = state.help.turn
    before = {path: draft.before for path, draft in reversed(written)}
    before |= turn.before if turn is not None else {}
    files = [
        file
        for path, text in before.items()
        if path in state.documents and (file := _changed(path, text, state.documents[path].text)) is not None
    ]
    made = {path: None for path, created in turn.files.items() if created} if turn is not None else {}
    for path, old in {**made, **bench.overwritten}.items():
        files.append(ChangedFile(path=path, document=False, added=0, removed=0, before=old))
    if not files:
        return None
    return AssistantChangeProposed(
        change_id=live.turn_id, turn_id=live.turn_id, question_id=live.question_id, files=files, complete=True
    )


def _changed(path: str, before: str, after: str) -> ChangedFile | None:
    added = removed = position = 0
    for step in line_difference(before, after):
        if isinstance(step, int):
            position += step
            continue
        count, text = replaced(step)
        added += text.count("\n") + (bool(text) and not text.endswith("\n"))
        removed += before[position : position + count].count("\n") + bool(count and not text)
        position += count
    return ChangedFile(path=path, document=True, added=added, removed=removed) if before != after else None
