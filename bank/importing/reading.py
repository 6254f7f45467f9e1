"""Reads other people's folders, and trusts nothing in them: no way out, no giant, no cycle of links."""

import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

Files = dict[str, str]

MAX_FILES = 5000
MAX_DEPTH = 12
TEXT_BYTES = 1024 * 1024


class NotImportable(Exception):
    """Why one source cannot become a question, in words for the person who brought it."""


class Tree:
    """One folder of an import; paths are relative, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = root.resolve()

    def find(self, path: str) -> Path | None:
        """The file at a path, or None when there is none.

        Raises:
            NotImportable: the path leads out of the folder, or what is there is no plain file.
        """
        steps = PurePosixPath(path.replace("\\", "/"))
        if steps.is_absolute() or ".." in steps.parts or "\0" in path or not steps.parts:
            raise NotImportable(f"{path!r} leads out of the folder")
        place = self.root.joinpath(*steps.parts)
        try:
            real = place.resolve(strict=True)
        except FileNotFoundError:
            return None
        except (OSError, RuntimeError) as broken:
            raise NotImportable(f"{path}: the file cannot be reached: {broken}") from broken
        if not real.is_relative_to(self._real):
            raise NotImportable(f"{path} is a link that leads out of the folder")
        if not stat.S_ISREG(real.stat().st_mode):
            raise NotImportable(f"{path} is no file")
        return real

    def size(self, path: str) -> int:
        """The bytes of a file that is there."""
        return self._there(path).stat().st_size

    def content(self, path: str, *, limit_bytes: int = TEXT_BYTES) -> bytes:
        """The bytes of a file.

        Raises:
            NotImportable: it is missing, or larger than `limit_bytes`.
        """
        place = self._there(path)
        size = place.stat().st_size
        if size > limit_bytes:
            raise NotImportable(f"{path} has {size} bytes; at most {limit_bytes} are taken")
        try:
            with place.open("rb") as file:
                return file.read(limit_bytes)
        except OSError as broken:
            raise NotImportable(f"{path} cannot be read: {broken.strerror}") from broken

    def text(self, path: str, *, limit_bytes: int = TEXT_BYTES) -> str:
        """A file's text without a byte-order mark.

        Raises:
            NotImportable: it is missing, too large, or no UTF-8.
        """
        try:
            return self.content(path, limit_bytes=limit_bytes).decode("utf-8-sig")
        except UnicodeDecodeError as bad:
            raise NotImportable(f"{path} is no UTF-8 text") from bad

    def files(self, below: str = "", *, hidden: bool = False) -> list[str]:
        """All plain files below a folder, sorted; dot names only with `hidden`, linked folders never.

        Raises:
            NotImportable: more than `MAX_FILES`.
        """
        top = self.root / below if below else self.root
        found: list[str] = []
        for path in _walk(top, hidden=hidden, depth=0):
            found.append(path.relative_to(self.root).as_posix())
            if len(found) > MAX_FILES:
                raise NotImportable(f"more than {MAX_FILES} files")
        return found

    def dead_ends(self, below: str) -> list[str]:
        """The links below a folder that `files` passes over: to folders, round in circles, to nothing."""
        top = self.root / below
        return sorted(
            entry.relative_to(self.root).as_posix()
            for entry in top.rglob("*")
            if entry.is_symlink() and not entry.is_file()
        )

    def _there(self, path: str) -> Path:
        place = self.find(path)
        if place is None:
            raise NotImportable(f"{path} is missing")
        return place


def _walk(folder: Path, *, hidden: bool, depth: int) -> Iterator[Path]:
    if depth > MAX_DEPTH:
        raise NotImportable(f"folders nested deeper than {MAX_DEPTH}")
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as broken:
        raise NotImportable(f"{folder.name} cannot be read: {broken.strerror}") from broken
    for entry in entries:
        if entry.name.startswith(".") and not hidden:
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, hidden=hidden, depth=depth + 1)
        elif entry.is_file():
            yield entry
