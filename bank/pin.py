"""A question kept for one session: what happens to the bank meanwhile changes nothing for it.

Its proofs, the reference and the wrong solutions, stay in the bank: no session needs them.
"""

import os
from pathlib import Path

from pydantic import ValidationError

from bank.models import Question

PROOFS = {"packs": {"__all__": {"reference", "wrong"}}}


class NotPinned(Exception):
    """The folder holds no such question, or what it holds cannot be read."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(folder, reason)
        self.folder, self.reason = folder, reason

    def __str__(self) -> str:
        return f"{self.folder}: {self.reason}"


def pin(question: Question, folder: Path) -> Path:
    """Write the question into `folder` (made when missing), readable by this user alone; the file's path.

    The file appears whole or not at all, also when the process dies meanwhile. One that a loss of power
    damaged is read from the bank again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{question.id}.question.json"
    draft = target.with_suffix(f".{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(question.model_dump_json(exclude_unset=True, exclude=PROOFS).encode())
    draft.replace(target)
    return target


def load_pinned(folder: Path, question_id: str | None = None) -> Question:
    """The pinned question of that id, or the only one.

    Raises:
        NotPinned: none, several without an id, or a damaged one.
    """
    found = sorted(folder.glob("*.question.json"))
    if question_id is not None:
        found = [path for path in found if path.name == f"{question_id}.question.json"]
    if len(found) != 1:
        raise NotPinned(folder, f"{len(found)} pinned questions" + (f" named {question_id}" if question_id else ""))
    try:
        return Question.model_validate_json(found[0].read_bytes())
    except (OSError, ValidationError) as error:
        raise NotPinned(folder, f"{found[0].name} cannot be read: {error}") from error
