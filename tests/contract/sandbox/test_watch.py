"""What every sandbox tells of the changes to its files."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.base import FileChange, Limits, Sandbox
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import SandboxGone
from sandbox.local_sandbox import LocalSandbox
from sandbox.syscalls import inotify_open


class Changes:
    """The changes as they come, in a task of their own."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self.seen: list[FileChange] = []
        self.standing, self._more = asyncio.Event(), asyncio.Event()

    async def collect(self) -> None:
        """Until cancelled."""
        async for batch in self._box.watch():
            self.seen += batch
            self.standing.set()
            self._more.set()

    async def until(self, *wanted: FileChange, wait_s: float = 15) -> None:
        """Wait for these changes, in any batch."""
        try:
            async with asyncio.timeout(wait_s):
                while not set(wanted) <= set(self.seen):
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"{set(wanted) - set(self.seen)} missing in {self.seen[:50]}") from None

    def paths(self) -> set[str]:
        """All paths that were told."""
        return {change.path for change in self.seen}


@asynccontextmanager
async def watching_of(box: Sandbox) -> AsyncIterator[Changes]:
    """The changes from now on."""
    changes = Changes(box)
    task = asyncio.create_task(changes.collect())
    try:
        await asyncio.wait_for(changes.standing.wait(), 15)
        yield changes
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def created(path: str) -> FileChange:
    return FileChange(path, "create")


def written(path: str) -> FileChange:
    return FileChange(path, "write")


def deleted(path: str) -> FileChange:
    return FileChange(path, "delete")


def moved(source: str, path: str) -> FileChange:
    return FileChange(path, "move", moved_from=source)


async def test_what_programs_do_is_told(any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("old", b"1")
    await any_sandbox.write_file("doomed", b"1")
    async with watching_of(any_sandbox) as changes:
        assert changes.seen == []
        await any_sandbox.exec(["sh", "-c", "echo new >new; echo more >>old; rm doomed; ln -s old link"])
        await changes.until(created("new"), written("old"), deleted("doomed"), created("link"))
        assert changes.paths() == {"new", "old", "doomed", "link"}


async def test_what_the_server_does_is_told_without_our_unfinished_names(any_sandbox: Sandbox) -> None:
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.write_file("folder/file", b"1")
        await changes.until(created("folder"), created("folder/file"))
        await any_sandbox.write_file("folder/file", b"2")
        await changes.until(written("folder/file"))
        await any_sandbox.delete("folder")
        await changes.until(deleted("folder"), deleted("folder/file"))
        assert changes.paths() == {"folder", "folder/file"}


async def test_a_move_says_from_where(any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("before", b"content")
    await any_sandbox.write_file("folder/deep/file", b"content")
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["sh", "-c", "mv before after; mv folder renamed; echo 2 >renamed/deep/file"])
        await changes.until(moved("before", "after"), moved("folder", "renamed"))
        changes.seen.clear()
        await any_sandbox.exec(["sh", "-c", "echo 3 >renamed/deep/file; echo x >renamed/deep/other"])
        await changes.until(written("renamed/deep/file"), created("renamed/deep/other"))


async def test_a_file_moved_over_another_is_a_move_alone(any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("a", b"aaa")
    await any_sandbox.write_file("b", b"b")
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["mv", "a", "b"])
        await changes.until(moved("a", "b"))
        assert changes.seen == [moved("a", "b")]


async def test_a_folder_that_takes_anothers_name_at_once_is_not_mistaken_for_it(any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("d/file", b"1")
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["sh", "-c", "echo 2 >d/file; mv d e; echo 3 >e/late; mkdir d; echo 4 >d/other"])
        await changes.until(moved("d", "e"), created("d"), created("d/other"))
        await any_sandbox.exec(["sh", "-c", "echo 5 >e/late; echo 6 >d/other"])
        await changes.until(written("e/late"), written("d/other"))


async def test_a_replacement_by_a_new_file_is_a_write(any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("file", b"1")
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["sh", "-c", "echo 2 >unseen && mv unseen file"])
        await changes.until(written("file"))
        assert changes.seen == [written("file")]


async def test_folders_in_new_folders_are_watched(any_sandbox: Sandbox) -> None:
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["sh", "-c", "mkdir -p a/b/c; echo 1 >a/b/c/first"])
        await changes.until(created("a"), created("a/b"), created("a/b/c"), created("a/b/c/first"))
        await any_sandbox.exec(["sh", "-c", "echo 2 >a/b/c/second; mkdir a/b/d; echo 3 >a/b/d/third"])
        await changes.until(created("a/b/c/second"), created("a/b/d/third"))


async def test_names_that_are_no_text_are_told(any_sandbox: Sandbox) -> None:
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["python3", "-c", "open(b'bad\\xff', 'w'); open('new\\nline', 'w')"])
        await changes.until(created("bad\udcff"), created("new\nline"))
        assert await any_sandbox.read_file("bad\udcff") == b""


async def test_ten_thousand_files_are_watched(any_sandbox: Sandbox) -> None:
    make = "import os\nfor d in range(100):\n os.mkdir(f'd{d}')\n for f in range(99): open(f'd{d}/f{f}', 'w')"
    async with watching_of(any_sandbox) as changes:
        assert (await any_sandbox.exec(["python3", "-c", make])).code == 0
        await changes.until(*(created(f"d{d}/f{f}") for d in range(100) for f in range(99)), wait_s=40)
        changes.seen.clear()
        await any_sandbox.exec(["sh", "-c", "echo 1 >d57/f31; rm -r d99"])
        await changes.until(written("d57/f31"), deleted("d99"), *(deleted(f"d99/f{f}") for f in range(99)))
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.exec(["sh", "-c", "echo 12 >d57/f31"])
        await changes.until(written("d57/f31"))


async def test_a_flood_of_changes_ends_in_what_is_there(any_sandbox: Sandbox) -> None:
    flood = (
        "import os, itertools, time\nend = time.time() + 2\nfor n in itertools.count():\n"
        " open('a', 'w').write(str(n)); os.rename('a', 'b'); open(f'c{n % 50}', 'w')\n"
        " if time.time() > end: break\nos.remove('b'); open('last', 'w')"
    )
    async with watching_of(any_sandbox) as changes:
        assert (await any_sandbox.exec(["python3", "-c", flood])).code == 0
        await changes.until(created("last"))
        assert {f"c{n}" for n in range(50)} <= changes.paths()
        told = [change for change in changes.seen if change.path == "b"]
        assert not told or told[-1].kind == "delete"


async def test_links_are_not_followed(any_sandbox: Sandbox, open_folder: Path) -> None:
    async with watching_of(any_sandbox) as changes:
        (open_folder / "outside").mkdir()
        await any_sandbox.exec(["ln", "-s", str(open_folder), "link"])
        await changes.until(created("link"))
        (open_folder / "outside" / "file").write_text("secret")
        await any_sandbox.write_file("after", b"")
        await changes.until(created("after"))
        assert changes.paths() == {"link", "after"}


async def test_two_watch_at_once(any_sandbox: Sandbox) -> None:
    async with watching_of(any_sandbox) as one, watching_of(any_sandbox) as other:
        await any_sandbox.write_file("file", b"")
        await asyncio.gather(one.until(created("file")), other.until(created("file")))


async def test_a_watch_ends_with_the_sandbox(any_provider: LocalProvider) -> None:
    box = await any_provider.create("test")
    changes = Changes(box)
    task = asyncio.create_task(changes.collect())
    await asyncio.wait_for(changes.standing.wait(), 15)
    await box.close()
    with pytest.raises(SandboxGone):
        await asyncio.wait_for(task, 15)


async def test_a_watch_leaves_no_descriptor(any_sandbox: LocalSandbox) -> None:
    before = set(os.listdir("/proc/self/fd"))
    async with watching_of(any_sandbox) as changes:
        await any_sandbox.write_file("file", b"")
        await changes.until(created("file"))
    assert set(os.listdir("/proc/self/fd")) <= before


async def test_a_watcher_that_the_kernel_refuses_looks_by_itself(any_sandbox: LocalSandbox) -> None:
    held: list[int] = []
    try:
        with contextlib.suppress(OSError):
            while True:
                held.append(inotify_open())
        async with watching_of(any_sandbox) as changes:
            for fd in held:
                os.close(fd)
            held.clear()
            await any_sandbox.write_file("folder/file", b"")
            await changes.until(created("folder"), created("folder/file"))
    finally:
        for fd in held:
            os.close(fd)


async def test_a_tree_beyond_the_limit_is_watched_up_to_it(provider: LocalProvider) -> None:
    box = await provider.create("test", limits=Limits(inodes=60))
    try:
        async with watching_of(box) as changes:
            await box.exec(["sh", "-c", "for n in $(seq 40); do : >f$n; done; rm f*; : >after"])
            await changes.until(created("after"))
    finally:
        await box.close()
