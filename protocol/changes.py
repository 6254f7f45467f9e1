"""Text changes as CodeMirror writes them: a JSON array over the whole document.

An integer keeps that many UTF-16 code units; `[n]` deletes n of them; `[n, line, …]` replaces n of
them by the lines joined with newlines (the JSON form of `ChangeSet` in `@codemirror/state`).
"""

from collections.abc import Sequence

Step = int | list[int | str]
Changes = list[Step]

__all__ = ["BadChange", "Changes", "Step", "apply", "difference", "length", "replace"]


class BadChange(ValueError):
    """A change that does not fit its document."""


def length(text: str) -> int:
    """The length of `text` in UTF-16 code units."""
    return len(text) if text.isascii() else len(_encode(text)) // 2


def _encode(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _inserted(step: Sequence[int | str]) -> str:
    return "\n".join(str(line) for line in step[1:])


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
            end = position + int(step[0])
            out.append(_inserted(step))
        if end < position or end > total:
            raise BadChange(f"the change covers {end} code units, the document has {total}")
        position = end
    if position != total:
        raise BadChange(f"the change covers {position} code units, the document has {total}")
    return _paired("".join(out))


def _paired(text: str) -> str:
    """Join surrogate halves that two steps brought together."""
    if text.isascii():
        return text
    return _encode(text).decode("utf-16-le", "surrogatepass")


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
    head = _common(old, new, min(len(old), len(new)))
    tail = _common(old[head:][::-1], new[head:][::-1], min(len(old), len(new)) - head)
    return replace(old, head, len(old) - tail, new[head : len(new) - tail])


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
