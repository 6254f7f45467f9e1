"""Blocks around text that others wrote: it cannot close its block, open another, or hide characters."""

import re

TAGS = (
    "about",
    "facts",
    "candidate_file",
    "candidate_changes",
    "test_results",
    "verdict",
    "candidate_message",
    "interviewer_message",
)

_FENCE = re.compile(rf"<(?=\s*/?\s*(?:{'|'.join(TAGS)})\b)", re.IGNORECASE)
# Control characters, and the invisible "tag" letters in which an instruction can be hidden from people.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\U000e0000-\U000e007f]")


def whole(text: str) -> str:
    """`text` in valid Unicode: half a surrogate pair, which an editor can hold for a moment, has no UTF-8 form."""
    return text.encode("utf-8", "replace").decode()


def clean(text: str) -> str:
    """`text` as it may be sent: valid Unicode, nothing invisible, none of our own tags."""
    sendable = whole(text.replace("\r\n", "\n"))
    return _FENCE.sub("&lt;", _INVISIBLE.sub("", sendable))


def cut(text: str, limit: int) -> str:
    """`text` within about `limit` characters: its head, its tail, and how much was left out between."""
    if len(text) <= limit:
        return text
    head, tail = limit * 2 // 3, limit // 3
    return f"{text[:head]}\n[… {len(text) - head - tail} characters left out …]\n{text[-tail:]}"


def fence(tag: str, text: str, *, limit: int, name: str = "") -> str:
    """A block of `tag` around `text`, cleaned and cut; `name` becomes its `path` attribute."""
    attribute = ' path="' + re.sub(r'[\n<>"]', "_", clean(name))[:200] + '"' if name else ""
    return f"<{tag}{attribute}>\n{cut(clean(text), limit)}\n</{tag}>"
