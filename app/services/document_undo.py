"""Takes back what one change set did to a document, and leaves what others wrote."""

from collections.abc import Sequence

from app.models.documents import Accepted
from protocol.changes import Changes, apply
from protocol.rebasing import compose, invert, rebase


def is_of(accepted: Accepted, change_id: str) -> bool:
    """Whether a change belongs to the set `change_id`: its own id begins with it and a slash."""
    return accepted.change_id is not None and accepted.change_id.startswith(f"{change_id}/")


def without(text: str, later: Sequence[Accepted], change_id: str) -> tuple[str, str]:
    """The text after `later`, and the same without the changes of the set; `text` is what `later` begins on.

    The newest is undone first. Its inverse is moved over everything that came after it, and the older
    ones over that in turn.
    """
    runs: list[tuple[Changes, bool]] = []
    for accepted in later:
        own = is_of(accepted, change_id)
        if own and runs and runs[-1][1]:
            runs[-1] = compose(runs[-1][0], accepted.changes), True
        else:
            runs.append((accepted.changes, own))
    inverses: list[Changes] = []
    for changes, own in runs:
        inverses.append(invert(changes, text) if own else [])
        text = apply(text, changes)
    reverted, after = text, list[Changes]()
    for (changes, own), inverse in zip(reversed(runs), reversed(inverses), strict=True):
        if own:
            moved = inverse
            for step in after:
                moved = rebase(moved, step)
            reverted = apply(reverted, moved)
            after.append(moved)
        after.insert(0, changes)
    return text, reverted
