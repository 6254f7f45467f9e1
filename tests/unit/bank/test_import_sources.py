"""What there is to import at a path: everything that has one of the forms, and every folder that has none."""

from pathlib import Path

import pytest

from bank.importing.reading import NotImportable
from bank.importing.sources import Kind, sources
from tests.unit.bank import foreign_humaneval as tasks
from tests.unit.bank.foreign_exercism import NOTED_GO, PYTHON
from tests.unit.bank.foreign_kattis import HELLO, SUM
from tests.unit.bank.packages import lay


def names(path: Path, kind: Kind | None = None) -> list[str]:
    """The sources at a path, by name."""
    return [source.name for source in sources(path, kind=kind, room=path.parent)]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A folder as people keep such things: sorted into folders, with others between them."""
    root = tmp_path / "collection"
    lay(root / "problems" / "easy" / "sum", SUM)
    lay(root / "problems" / "hello", HELLO)
    lay(root / "problems" / "headers", {"style.tex": "x"})
    lay(root / "alone", NOTED_GO)
    lay(root / "letters", {"old/note.txt": "x"})
    (root / "tasks.jsonl").write_text(tasks.jsonl(tasks.ADD), encoding="utf-8")
    return root


def test_what_is_sorted_into_folders_is_found_and_folders_with_nothing_are_told_once(collection: Path) -> None:
    assert names(collection) == ["alone", "letters", "sum", "headers", "hello", "HumanEval/0"]
    with pytest.raises(NotImportable, match="neither"):
        next(source for source in sources(collection, kind=None, room=collection) if source.name == "letters").drafts()


def test_only_the_kind_that_is_asked_for_is_found(collection: Path) -> None:
    assert names(collection, "humaneval") == ["alone", "letters", "problems", "HumanEval/0"]
    assert names(collection / "problems", "kattis") == ["sum", "headers", "hello"]


def test_a_track_is_one_source_for_each_exercise_wherever_it_lies(tmp_path: Path) -> None:
    lay(tmp_path / "tracks" / "python", PYTHON)
    assert set(names(tmp_path)) == {path.rpartition("/")[2] for path in _exercises(tmp_path / "tracks" / "python")}


def test_links_to_folders_are_not_followed(collection: Path) -> None:
    (collection / "problems" / "again").symlink_to(collection)
    assert names(collection).count("hello") == 1


def _exercises(track: Path) -> list[str]:
    return [path.as_posix() for kind in ("concept", "practice") for path in (track / "exercises" / kind).iterdir()]
