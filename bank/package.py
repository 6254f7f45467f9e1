"""Reads the files of one question's folder, and trusts nothing in it: no link, no device, no giant."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_FILE_BYTES = 1024 * 1024
MAX_PACKAGE_BYTES = 8 * 1024 * 1024
MAX_FILES = 1000
MAX_DEPTH = 8
CASES = "cases"
"""The folder of files that cases name: larger ones, read only when they are needed."""
MAX_CASE_FILE_BYTES = 32 * 1024 * 1024
MAX_CASES_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something of the bank was not loaded. `line` counts from 1; None where a file has no lines."""

    file: Path
    line: int | None
    reason: str

    def __str__(self) -> str:
        where = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.reason}"


class Refused(Exception):
    """A question that cannot be loaded, with every reason that was found."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return "; ".join(map(str, self.refusals))


def refuse(file: Path, reason: str, *, line: int | None = None) -> Refused:
    """The exception for one reason."""
    return Refused([Refusal(file, line, reason)])


def read_package(folder: Path) -> dict[str, str]:
    """Every file below `folder` by its relative path, sorted; dot files and `__pycache__` are no part of it.

    Of the files below `cases/` only sizes are looked at, and the text given is empty: `read_file` reads one.

    Raises:
        Refused: a link, a special file, too many, too large, too deep, or not UTF-8.
    """
    files: dict[str, str] = {}
    total = cases_total = 0
    for path, info in _walk(folder, depth=0):
        name = path.relative_to(folder).as_posix()
        if name.startswith(f"{CASES}/"):
            cases_total += _bounded(path, info, MAX_CASE_FILE_BYTES)
            if cases_total > MAX_CASES_BYTES:
                raise refuse(folder / CASES, f"more than {MAX_CASES_BYTES} bytes in all")
            files[name] = ""
            continue
        _bounded(path, info, MAX_FILE_BYTES)
        content = read_file(path, limit_bytes=MAX_FILE_BYTES)
        total += len(content)
        if total > MAX_PACKAGE_BYTES:
            raise refuse(folder, f"more than {MAX_PACKAGE_BYTES} bytes in all")
        try:
            files[name] = content.decode("utf-8")
        except UnicodeDecodeError as bad:
            line = content.count(b"\n", 0, bad.start) + 1
            raise refuse(path, "the file is not UTF-8 text", line=line) from bad
    return files


def _bounded(path: Path, info: os.stat_result, limit_bytes: int) -> int:
    if info.st_size > limit_bytes:
        raise refuse(path, f"{info.st_size} bytes; a file has at most {limit_bytes}")
    return info.st_size


def _walk(folder: Path, *, depth: int) -> list[tuple[Path, os.stat_result]]:
    if depth > MAX_DEPTH:
        raise refuse(folder, f"folders nested deeper than {MAX_DEPTH}")
    found: list[tuple[Path, os.stat_result]] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise refuse(folder, f"the folder cannot be read: {error.strerror}") from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        path = Path(entry.path)
        info = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(info.st_mode):
            raise refuse(path, "a link; a question holds its own files")
        if stat.S_ISDIR(info.st_mode):
            found += _walk(path, depth=depth + 1)
        elif stat.S_ISREG(info.st_mode):
            found.append((path, info))
        else:
            raise refuse(path, "neither a file nor a folder")
        if len(found) > MAX_FILES:
            raise refuse(folder, f"more than {MAX_FILES} files")
    return found


def read_file(path: Path, *, limit_bytes: int) -> bytes:
    """The content of a regular file, never through a link.

    Raises:
        Refused: when it cannot be read, or is larger.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise refuse(path, f"the file cannot be read: {error.strerror}") from error
    if len(content) > limit_bytes:
        raise refuse(path, f"a file has at most {limit_bytes} bytes")
    return content
