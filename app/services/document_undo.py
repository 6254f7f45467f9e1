"""Takes back what one change set did to a document, and leaves what others wrote."""

from collections.abc import Sequence

from app.models.documents import Accepted
from protocol.changes import Changes, apply, length
from protocol.rebasing import compose, invert, rebase


def is_of(accepted: Accepted, change_id: str) -> bool:
    """Whether a change belongs to the set `change_id`: its own id begins with it and a slash."""
    return accepted.change_id is not None and accepted.change_id.startswith(f"{change_id}/")


def without(text: str, later: Sequence[Accepted], change_id: str) -> tuple[str, str]:
    """The text after `later`, and the same without the changes of the set; `text` is what `later` begins on.

    `back` leads at every moment from the text to the one without the set: an own change is put before it
    undone, and a change of others moves it along.
    """
    back: Changes = [length(text)]
    for accepted in later:
        changes, own = accepted.changes, is_of(accepted, change_id)
        back = compose(invert(changes, text), back) if own else rebase(back, changes, first=True)
        text = apply(text, changes)
    return text, apply(text, back)
