"""A question kept for one session: what happens to the bank meanwhile changes nothing for it.

Its proofs, the reference and the wrong solutions, stay in the bank: no session needs them.
"""

import os
from pathlib import Path

from pydantic import ValidationError

from bank.models import Question
from bank.package import MAX_CASE_FILE_BYTES, read_file

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
    _copy_case_files(question, folder)
    target = folder / f"{question.id}.question.json"
    draft = target.with_suffix(f".{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(question.model_dump_json(exclude_unset=True, exclude=PROOFS).encode())
    draft.replace(target)
    return target


def _copy_case_files(question: Question, folder: Path) -> None:
    """Those that its cases name; one that is there already is whole, and stays."""
    named = {path for case in question.spec.cases for path in (case.stdin_file, case.stdout_file) if path is not None}
    for path in sorted(named):
        assert question.case_files is not None, "a question whose cases name files came from a folder"
        target = _case_files(folder, question.id) / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
            draft.write_bytes(read_file(question.case_files / path, limit_bytes=MAX_CASE_FILE_BYTES))
            draft.replace(target)


def _case_files(folder: Path, question_id: str) -> Path:
    return folder / f"{question_id}.cases"


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
        question = Question.model_validate_json(found[0].read_bytes())
    except (OSError, ValidationError) as error:
        raise NotPinned(folder, f"{found[0].name} cannot be read: {error}") from error
    at = _case_files(folder, question.id)
    return question.model_copy(update={"case_files": at}) if at.is_dir() else question
