"""What calls of the assistant's tools changed, so that it can be measured by the level and taken back as a whole."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from protocol.facts import ChangedFile

KEPT_CHARS = 512 * 1024
"""Of what files held before a turn, at most; what goes beyond it cannot be taken back, and that is said."""

PROGRAM = re.compile(r"\.(py|[cm]?[jt]sx?|go)$")
"""Names of files whose lines count as code, besides the documents."""


@dataclass(slots=True)
class Change:
    """What one call did: to documents by the set of changes `change_id`, and to other files."""

    change_id: str
    versions: dict[str, int] = field(default_factory=dict)
    """Documents, with the versions that hold all of it."""
    files: list[ChangedFile] = field(default_factory=list)

    @classmethod
    def of(cls, turn_id: str) -> "Change":
        """One that changed nothing yet."""
        return cls(f"{turn_id}/{uuid.uuid4().hex[:12]}")


def together(earlier: Iterable[ChangedFile], later: Iterable[ChangedFile]) -> list[ChangedFile]:
    """What both changed, each file once: as it was at first, and as it is in the end. Pure."""
    files = {file.path: file for file in earlier}
    for file in later:
        first = files.get(file.path)
        files[file.path] = file if first is None else _after(first, file)
    left = KEPT_CHARS
    found: list[ChangedFile] = []
    for file in files.values():
        kept = file
        if file.before is not None and len(file.before) > left:
            kept = file.model_copy(update={"before": None, "undoable": False})
        left -= len(kept.before or "")
        found.append(kept)
    return [file for file in found if not _undone(file)]


def _after(first: ChangedFile, later: ChangedFile) -> ChangedFile:
    return first.model_copy(
        update={
            "added": first.added + later.added,
            "removed": first.removed + later.removed,
            "after_sha256": later.after_sha256,
            # That the later one could be undone is of no use: what was there at first counts.
            "undoable": first.undoable and (later.undoable or later.after_sha256 is not None),
        }
    )


def _undone(file: ChangedFile) -> bool:
    """Whether it was made and went away again."""
    return file.undoable and file.before is None and file.after_sha256 is None
