"""Text changes as CodeMirror writes them: a JSON array over the whole document.

An integer keeps that many UTF-16 code units; `[n]` deletes n of them; `[n, line, …]` replaces n of
them by the lines joined with newlines (the JSON form of `ChangeSet` in `@codemirror/state`).
What follows from several changes is in `protocol.rebasing`.
"""

from collections.abc import Sequence

Step = int | list[int | str]
Changes = list[Step]

__all__ = [
    "BadChange",
    "Changes",
    "Step",
    "apply",
    "common_ends",
    "cut",
    "difference",
    "inserted_text",
    "is_empty",
    "length",
    "paired",
    "replace",
    "replaced",
    "splits_a_character",
]


class BadChange(ValueError):
    """A change that does not fit its document."""


def length(text: str) -> int:
    """The length of `text` in UTF-16 code units."""
    return len(text) if text.isascii() else len(_encode(text)) // 2


def _encode(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def cut(text: str, start: int, end: int) -> str:
    """The part of `text` between two offsets in UTF-16 code units."""
    if text.isascii():
        return text[start:end]
    return _encode(text)[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")


def paired(text: str) -> str:
    """Join surrogate halves that two steps brought together."""
    if text.isascii():
        return text
    return _encode(text).decode("utf-16-le", "surrogatepass")


def replaced(step: Sequence[int | str]) -> tuple[int, str]:
    """How many units a step takes away, and what it puts there."""
    if not step or type(step[0]) is not int:
        raise BadChange("a step that is a list begins with the number of code units it replaces")
    try:
        return step[0], "\n".join(step[1:])  # type: ignore[arg-type]  # anything else is refused below
    except TypeError as error:
        raise BadChange("the lines of a step are strings") from error


def apply(document: str, changes: Changes) -> str:
    """The document after `changes`.

    Raises:
        BadChange: when the steps do not cover the document exactly.
    """
    units: str | bytes = document if document.isascii() else _encode(document)
    width = 1 if isinstance(units, str) else 2
    total = len(units) // width
    out: list[str] = []
    position = 0
    for step in changes:
        if isinstance(step, int):
            end = position + step
            kept = units[position * width : end * width]
            out.append(kept if isinstance(kept, str) else kept.decode("utf-16-le", "surrogatepass"))
        else:
            removed, text = replaced(step)
            end = position + removed
            out.append(text)
        if end < position or end > total:
            raise BadChange(f"the change covers {end} code units, the document has {total}")
        position = end
    if position != total:
        raise BadChange(f"the change covers {position} code units, the document has {total}")
    return paired("".join(out))


def is_empty(changes: Changes) -> bool:
    """Whether `changes` keep everything and add nothing."""
    return all(isinstance(step, int) or replaced(step) == (0, "") for step in changes)


def inserted_text(changes: Changes) -> str:
    """Everything that `changes` insert, joined."""
    return "".join(replaced(step)[1] for step in changes if not isinstance(step, int))


def splits_a_character(document: str, changes: Changes) -> bool:
    """Whether an edge of `changes` lies between the two halves of a surrogate pair of `document`."""
    if document.isascii():
        return False
    high_bytes = _encode(document)[1::2]
    position = 0
    for step in changes:
        position += step if isinstance(step, int) else replaced(step)[0]
        inside = 0 < position < len(high_bytes)
        if inside and high_bytes[position] & 0xFC == 0xDC and high_bytes[position - 1] & 0xFC == 0xD8:
            return True
    return False


def replace(document: str, start: int, end: int, text: str) -> Changes:
    """The change that puts `text` in the place of `document[start:end]` (offsets in code points)."""
    changes: Changes = []
    if start:
        changes.append(length(document[:start]))
    removed = length(document[start:end])
    if removed or text:
        changes.append([removed, *(text.split("\n") if text else [])])
    if end < len(document):
        changes.append(length(document[end:]))
    return changes


def difference(old: str, new: str) -> Changes:
    """One minimal replacement that turns `old` into `new`: what lies between common ends."""
    head, tail = common_ends(old, new)
    return replace(old, head, len(old) - tail, new[head : len(new) - tail])


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters both begin and end with; the two never overlap."""
    head = _common(old, new, min(len(old), len(new)))
    tail = _common(old[head:][::-1], new[head:][::-1], min(len(old), len(new)) - head)
    return head, tail


def _common(one: str, other: str, limit: int) -> int:
    """How many characters both begin with; by halving, because comparing slices is a memcmp."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
