"""What there is to import at a path: which format it is, and every exercise, problem or task in it."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

from bank.importing import exercism, humaneval, kattis
from bank.importing.archives import unpack
from bank.importing.drafts import Draft, Source
from bank.importing.reading import NotImportable

Kind = Literal["exercism", "kattis", "humaneval"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Folders within folders that are looked into for something to import.
MAX_DEPTH = 3

_FORMS = (
    "a folder with .meta/config.json (an Exercism exercise) or with config.json and exercises/ (a track), a folder"
    " or ZIP file with problem.yaml (a problem package), a .jsonl or .jsonl.gz file (HumanEval), or a folder of these"
)


def sources(path: Path, *, kind: Kind | None, room: Path) -> Iterator[Source]:
    """Every source at a path; `room` is a folder where archives are unpacked.

    Raises:
        NotImportable: nothing at the path has one of the forms.
    """
    if not path.exists():
        raise NotImportable(f"{path} does not exist")
    found: Iterable[Source] | None = _one(path, kind, room)
    if found is None:
        found = _inside(path, kind, room, depth=1)
    if found is None:
        raise NotImportable(f"{path} is not {_FORMS}")
    yield from found


def _inside(folder: Path, kind: Kind | None, room: Path, *, depth: int) -> list[Source] | None:
    """The sources in a folder of them, which may be sorted into folders; None when there is not one."""
    if not folder.is_dir() or depth > MAX_DEPTH:
        return None
    found: list[Source] = []
    holds = False
    several: Iterable[Source] | None
    for entry in sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".")):
        several = _one(entry, kind, room)
        if several is None and not entry.is_symlink():
            several = _inside(entry, kind, room, depth=depth + 1)
        if several is not None:
            holds = True
            found += several
        elif entry.is_dir():
            found.append(_unknown(entry))
    return found if holds else None


def _one(path: Path, kind: Kind | None, room: Path) -> Iterator[Source] | None:
    """The sources in one file or folder, or None when it has none of the forms that are asked for."""
    if path.is_file():
        if path.name.endswith((".jsonl", ".jsonl.gz")) and kind in {None, "humaneval"}:
            return humaneval.find(path)
        if path.suffix in {".zip", ".kpp"} and kind in {None, "kattis"}:
            return iter([Source(path.stem, lambda: _unpacked(path, room))])
        return None
    if kind in {None, "exercism"} and (exercism.is_exercise(path) or exercism.is_track(path)):
        return exercism.find(path)
    if kind in {None, "kattis"} and kattis.is_package(path):
        return kattis.find(path)
    return None


def _unpacked(archive: Path, room: Path) -> list[Draft]:
    folder = Path(tempfile.mkdtemp(dir=room)) / archive.stem
    folder.mkdir()
    return [kattis.draft_of(unpack(archive, folder))]


def _unknown(folder: Path) -> Source:
    def drafts() -> list[Draft]:
        raise NotImportable("neither .meta/config.json nor problem.yaml is in the folder")

    return Source(folder.name, drafts)
