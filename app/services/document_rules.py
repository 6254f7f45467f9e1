"""What a change must be to be taken, and how a late one is moved: the authority's rules, without its state."""

import asyncio
from collections.abc import Sequence

from app.core.errors import Invalid
from app.models.documents import Accepted
from protocol.changes import BadChange, Changes, apply, inserted_text, splits_a_character
from protocol.frames import MAX_DOCUMENT, CodeEdit
from protocol.rebasing import rebase

BREATH = 512
"""Steps of rebasing after which others get their turn."""
MOST_STEPS = 200_000
"""Steps of one call; what would take more is left for the sender's next."""


def plain_lines(text: str) -> str:
    """Lines end with a newline alone, as in an editor: offsets are the same on every side."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def too_large() -> Invalid:
    """The refusal of a document over the limit."""
    return Invalid(f"a document may have {MAX_DOCUMENT} bytes", code="document_too_large")


def check(text: str, changes: Changes) -> None:
    """Refuse a change that does not fit `text` or that leaves what cannot be stored.

    Raises:
        Invalid: with the reason in its code.
    """
    try:
        new = apply(text, changes)
    except BadChange as error:
        raise Invalid(f"the change does not fit the document: {error}", code="invalid_change") from error
    inserted = inserted_text(changes)
    if "\r" in inserted:
        raise Invalid("lines end with a newline alone: a change inserts no carriage return", code="invalid_change")
    try:
        inserted.encode()
        size_bytes = len(new) if new.isascii() else len(new.encode())
    except UnicodeEncodeError as error:
        raise Invalid("the change leaves half of a surrogate pair", code="split_character") from error
    if splits_a_character(text, changes):
        raise Invalid("the change begins or ends inside a surrogate pair", code="split_character")
    if size_bytes > MAX_DOCUMENT and len(new) >= len(text):
        raise too_large()


async def rebased(
    edits: Sequence[CodeEdit], over: Sequence[Accepted], *, author: str, client_id: str | None
) -> list[CodeEdit]:
    """`edits`, the first on the version before `over`, as changes after it; without those that `over` has.

    It goes one accepted change at a time, never over several composed: that gives another order where
    an insertion meets a deletion, and a client that takes the log in single steps must come to the same.

    Raises:
        BadChange: when an edit does not fit.
    """
    waiting, steps = list(edits[: max(1, MOST_STEPS // max(1, len(over)))]), 0
    for accepted in over:
        changes = accepted.changes
        own = (author, client_id) == (accepted.author, accepted.client_id)
        if waiting and own and accepted.change_id is not None and accepted.change_id == waiting[0].change_id:
            waiting.pop(0)
            continue
        for number, edit in enumerate(waiting):
            moved = rebase(edit.changes, changes)
            if number + 1 < len(waiting):
                changes = rebase(changes, edit.changes, first=True)
            waiting[number] = edit.model_copy(update={"changes": moved})
            steps += 1
            if steps % BREATH == 0:
                await asyncio.sleep(0)
    return waiting
