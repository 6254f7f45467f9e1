"""What every sandbox's snapshot holds, and what restoring one refuses."""

import asyncio
import contextlib
import io
import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import files
from sandbox.archive import ArchiveRefused, pack, points_out, unpack
from sandbox.base import Entry, Limits, Sandbox
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import FileTooLarge, SandboxError

LAY_OUT = """
mkdir -p src/deep empty closed; echo main >src/main.py; echo x >src/deep/x; chmod 755 src/main.py; chmod 600 src/deep/x
ln -s main.py src/link; ln -s ../.. src/deep/up; ln -s nowhere src/dangling; ln -s /usr/bin/python3 src/python
echo secret >hidden; chmod 000 hidden; echo inner >closed/file; chmod 500 closed
touch -d '2020-02-02 02:02:02' src/main.py; head -c 300000 /dev/urandom >blob; cp blob src/blob; : >'new
line'
"""


async def contents(box: Sandbox) -> dict[str, tuple[str, int, bytes | None]]:
    found = {}
    for entry in await box.list_files():
        readable = entry.kind == "file" and entry.mode & 0o400
        content = await box.read_file(entry.path) if readable else None
        found[entry.path] = (entry.kind, entry.mode, content)
    return found


async def test_a_snapshot_restores_files_folders_links_modes_and_times(any_sandbox: Sandbox) -> None:
    assert (await any_sandbox.exec(["sh", "-c", LAY_OUT])).code == 0
    before = await contents(any_sandbox)
    packed = await any_sandbox.snapshot()
    assert await contents(any_sandbox) == before
    await any_sandbox.exec(["sh", "-c", "rm -rf src; echo changed >blob; echo added >added; chmod 700 closed"])
    await any_sandbox.restore(packed)
    assert await contents(any_sandbox) == before
    told = await any_sandbox.exec(
        ["sh", "-c", "date -r src/main.py +%Y; readlink src/python src/link; chmod 600 hidden; cat hidden"]
    )
    assert told.out == b"2020\n/usr/bin/python3\nmain.py\nsecret\n"


async def test_a_snapshot_goes_into_another_sandbox(any_provider: LocalProvider, any_sandbox: Sandbox) -> None:
    await any_sandbox.write_file("a/b", b"content", mode=0o751)
    other = await any_provider.create("other")
    try:
        await other.restore(await any_sandbox.snapshot())
        assert await contents(other) == await contents(any_sandbox)
        assert (await other.exec(["sh", "-c", "echo mine >>a/b; cat a/b"])).out == b"contentmine\n"
    finally:
        await other.close()


async def test_links_that_point_out_and_special_files_are_left_out(any_sandbox: Sandbox) -> None:
    await any_sandbox.exec(
        ["sh", "-c", "ln -s /etc/passwd out; ln -s ../../x up; mkfifo pipe; ln -s / root; echo 1 >kept"]
    )
    packed = await any_sandbox.snapshot()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert archive.getnames() == ["kept"]
    await any_sandbox.restore(packed)
    assert [entry.path for entry in await any_sandbox.list_files()] == ["kept"]


FRESH = r"""
import asyncio, sys
from pathlib import Path
from sandbox.bubblewrap import LocalProvider
async def main():
    provider = LocalProvider(Path(sys.argv[1]))
    box = await provider.create("fresh")
    try:
        await box.exec(["python3", "-c", r"open(b'bad\xff\xc3\xa9', 'w'); open('\u20ac' * 80, 'w')"])
        names = [entry.path for entry in await box.list_files()]
        await box.restore(await box.snapshot())
        assert names == [entry.path for entry in await box.list_files()] and len(names) == 2
    finally:
        await box.close()
asyncio.run(main())
"""


async def test_a_snapshot_needs_nothing_that_is_loaded_as_the_sandboxs_user(state_dir: Path) -> None:
    argv = [sys.executable, "-c", FRESH, str(state_dir)]
    fresh = await asyncio.create_subprocess_exec(*argv, cwd=Path(__file__).parents[3])
    assert await asyncio.wait_for(fresh.wait(), 30) == 0


async def test_an_empty_workspace_has_a_snapshot(any_sandbox: Sandbox) -> None:
    packed = await any_sandbox.snapshot()
    await any_sandbox.write_file("a/b", b"")
    await any_sandbox.restore(packed)
    assert await any_sandbox.list_files() == []


def member(name: str, kind: bytes = tarfile.REGTYPE, *, target: str = "", content: bytes = b"evil") -> bytes:
    return archive_of((name, kind, target, content))


def archive_of(*members: tuple[str, bytes, str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, kind, target, content in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            info.size = len(content) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


LINK, FOLDER = tarfile.SYMTYPE, tarfile.DIRTYPE

WICKED = {
    "absolute": member("/etc/evil"),
    "dots": member("../evil"),
    "dots inside": member("a/../../evil"),
    "the workspace itself": member("."),
    "nothing": member(""),
    "a link out": member("link", LINK, target="/etc"),
    "a link above": member("a/link", LINK, target="../../etc"),
    "a link to the root": member("link", LINK, target="/"),
    "a system link with dots": member("link", LINK, target="/usr/../etc"),
    "through a link": archive_of(("link", LINK, "folder", b""), ("link/evil", tarfile.REGTYPE, "", b"x")),
    "through a file": archive_of(("file", tarfile.REGTYPE, "", b"x"), ("file/evil", tarfile.REGTYPE, "", b"x")),
    "twice": archive_of(("file", tarfile.REGTYPE, "", b"x"), ("file", LINK, "other", b"")),
    "a hard link": member("hard", tarfile.LNKTYPE, target="/etc/passwd"),
    "a device": member("device", tarfile.CHRTYPE),
    "a block device": member("device", tarfile.BLKTYPE),
    "a pipe": member("pipe", tarfile.FIFOTYPE),
    "too deep": member("d/" * 200 + "file"),
    "no archive": b"no archive at all",
    "empty bytes": b"",
    "torn": member("file", content=os.urandom(200_000))[:-5000],
}


async def test_a_wicked_archive_is_refused_and_changes_nothing(any_sandbox: Sandbox) -> None:
    async def refused(packed: bytes) -> bool:
        try:
            await any_sandbox.restore(packed)
        except SandboxError:
            return [entry.path for entry in await any_sandbox.list_files()] == ["mine"]
        return False

    await any_sandbox.write_file("mine", b"kept")
    assert [kind for kind, packed in WICKED.items() if not await refused(packed)] == []
    assert await any_sandbox.read_file("mine") == b"kept"


async def test_an_archive_that_unfolds_beyond_the_workspace_is_refused(any_provider: LocalProvider) -> None:
    box = await any_provider.create("test", limits=Limits(workspace_bytes=8 * 1024 * 1024, inodes=200))
    try:
        with pytest.raises(ArchiveRefused):
            await box.restore(member("bomb", content=bytes(9 * 1024 * 1024)))
        with pytest.raises(ArchiveRefused):
            await box.restore(archive_of(*((f"f{n}", tarfile.REGTYPE, "", b"") for n in range(201))))
        assert await box.list_files() == []
    finally:
        await box.close()


async def test_sparse_files_do_not_make_an_endless_snapshot(any_provider: LocalProvider) -> None:
    box = await any_provider.create("test", limits=Limits(workspace_bytes=8 * 1024 * 1024))
    try:
        made = await box.exec(["truncate", "-s", "6M", "one", "two", "three"])
        assert made.code == 0
        with pytest.raises(FileTooLarge):
            await box.snapshot()
    finally:
        await box.close()


@pytest.mark.parametrize(
    ("path", "target", "out"),
    [
        ("a", "b", False),
        ("a/b", "../c", False),
        ("a/b", "../../c", True),
        ("a", "..", True),
        ("a/b", "c/../../..", True),
        ("a", "/workspace/b", False),
        ("a", "/workspace/../etc", True),
        ("a", "/usr/bin/env", False),
        ("a", "/proc/self/root", True),
        ("a", "//etc", True),
    ],
)
def test_a_link_is_known_to_point_out_or_not(path: str, target: str, out: bool) -> None:
    assert points_out(path, target) is out


NAME = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..") and len(name.encode()) < 200
)
PLACE = st.lists(NAME, min_size=1, max_size=4).map("/".join)
THING = st.one_of(
    st.tuples(st.just("file"), st.binary(max_size=300), st.sampled_from([0o644, 0o755, 0o600, 0o444])),
    st.tuples(st.just("folder"), st.just(b""), st.sampled_from([0o755, 0o700, 0o555])),
    st.tuples(st.just("link"), NAME.map(str.encode), st.just(0o777)),
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PLACE, THING, max_size=12))
def test_every_tree_comes_back_as_it_was(tree: dict[str, tuple[str, bytes, int]]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        lay_out(Path(one), tree)
        (Path(other) / "old").mkdir()
        with opened(one) as source, opened(other) as target:
            unpack(target, pack(source, Limits()), Limits())
            assert picture(target) == picture(source)
            assert pack(target, Limits()) is not None
        for path in (one, other):
            shutil.rmtree(path, ignore_errors=True)
            Path(path).mkdir(exist_ok=True)


def lay_out(root: Path, tree: dict[str, tuple[str, bytes, int]]) -> None:
    modes = []
    for path, (kind, content, mode) in tree.items():
        place = root / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if kind == "file":
                place.write_bytes(content)
            elif kind == "folder":
                place.mkdir()
            else:
                place.symlink_to(content.decode())
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # another entry has its place
        if kind != "link":
            modes.append((place, mode))
    for place, mode in modes:
        place.chmod(mode)


@contextlib.contextmanager
def opened(path: str) -> Iterator[int]:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield fd
    finally:
        os.close(fd)


def picture(root: int) -> list[tuple[Entry, bytes]]:
    found = []
    for entry in files.listed(root, "", limit=1000):
        content = b""
        if entry.kind == "file":
            content = files.read(root, entry.path, limit_bytes=1000)
        elif entry.kind == "link":
            content = os.readlink(os.fsencode(entry.path), dir_fd=root)
        found.append((entry if entry.kind == "file" else Entry(entry.path, entry.kind, 0, entry.mode), content))
    return found
