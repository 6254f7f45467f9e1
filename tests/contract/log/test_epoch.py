"""When the log's epoch changes, and when it must not."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.database import BadDatabaseUrl, Database
from app.models.epoch import SIDE_FILE, Mark, boot_id, why_new
from tests.contract.log.conftest import Node

MARK = Mark(node="n", tokens=("t",), boot="b1", clean=False, lossy=True)


async def epoch_of(folder: Path, url: str | None = None) -> str:
    node = await Node(Database(url=url, data_dir=folder, sync="normal")).open()
    epoch = node.log.epoch
    await node.close()
    return epoch


@pytest.mark.parametrize(
    ("mark", "boot", "new"),
    [
        (MARK, "b1", False),
        (replace(MARK, clean=True), "b2", False),
        (MARK, "b2", True),
        (MARK, None, True),
        (replace(MARK, lossy=False), "b2", False),
        (replace(MARK, tokens=("older", "t")), "b1", False),
        (replace(MARK, tokens=("other",)), "b1", True),
        (None, "b1", True),
    ],
)
def test_the_epoch_changes_only_where_events_may_be_gone(mark: Mark | None, boot: str | None, new: bool) -> None:
    assert (why_new(mark, epoch="e", token="t", boot=boot) is not None) is new


async def test_an_orderly_restart_keeps_the_epoch(url: str | None, tmp_path: Path) -> None:
    assert await epoch_of(tmp_path, url) == await epoch_of(tmp_path, url) == await epoch_of(tmp_path, url)


async def test_a_restored_copy_of_the_database_begins_a_new_epoch(tmp_path: Path) -> None:
    first = await epoch_of(tmp_path)
    shutil.copy(tmp_path / "interviews.db", tmp_path / "backup")
    assert await epoch_of(tmp_path) == first
    shutil.copy(tmp_path / "backup", tmp_path / "interviews.db")
    second = await epoch_of(tmp_path)
    assert second != first
    assert await epoch_of(tmp_path) == second


async def test_a_copy_made_while_the_server_ran_is_known_for_one(tmp_path: Path) -> None:
    node = await Node(Database(url=None, data_dir=tmp_path, sync="normal")).open()
    await node.new()
    with sqlite3.connect(tmp_path / "interviews.db") as running, sqlite3.connect(tmp_path / "backup") as copy:
        running.backup(copy)
    epoch = node.log.epoch
    await node.close()
    shutil.copy(tmp_path / "backup", tmp_path / "interviews.db")
    assert await epoch_of(tmp_path) != epoch


async def test_a_database_that_was_moved_without_its_side_file_begins_a_new_epoch(tmp_path: Path) -> None:
    first = await epoch_of(tmp_path)
    (tmp_path / SIDE_FILE).unlink()
    assert await epoch_of(tmp_path) != first


async def test_a_reboot_after_an_unclean_end_begins_a_new_epoch_unless_commits_were_synced(tmp_path: Path) -> None:
    first = await epoch_of(tmp_path)
    mark = Mark.read(tmp_path)
    assert mark is not None
    assert mark.clean
    assert mark.boot == boot_id()
    replace(mark, clean=False, boot="another boot", lossy=False).write(tmp_path)
    assert await epoch_of(tmp_path) == first
    mark = Mark.read(tmp_path)
    assert mark is not None
    replace(mark, clean=False, boot="another boot").write(tmp_path)
    assert await epoch_of(tmp_path) != first


async def test_a_death_between_the_side_file_and_the_database_keeps_the_epoch(tmp_path: Path) -> None:
    first = await epoch_of(tmp_path)
    mark = Mark.read(tmp_path)
    assert mark is not None
    replace(mark, tokens=(*mark.tokens, "never written into the database"), clean=False).write(tmp_path)
    assert await epoch_of(tmp_path) == first


def test_another_kind_of_database_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadDatabaseUrl, match="mysql"):
        Database(url="mysql://x/y", data_dir=tmp_path, sync="normal")


def test_the_name_of_a_database_shows_no_password(tmp_path: Path) -> None:
    database = Database(url="postgres://me:secret@db.example.com/x?sslmode=require", data_dir=tmp_path, sync="normal")
    assert database.name == "postgresql db.example.com/x"
