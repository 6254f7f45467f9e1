"""A workspace as a tar archive, and back: what a candidate laid out is material, never an instruction.

POSIX pax in gzip; regular files, folders and links with their modes and whole seconds of change. Both ways are
bounded, and a link is kept as a link: neither follows one. The functions block; call them in a thread.
"""

import contextlib
import gzip
import io
import os
import stat
import tarfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from sandbox import files
from sandbox.base import Entry, Limits
from sandbox.errors import FileTooLarge, PathRefused
from sandbox.syscalls import open_beneath

# Where a link may point beside the workspace: what every sandbox has, and nobody can change.
_SYSTEM = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt")
_LEVEL = 1  # of gzip: a snapshot is taken often and kept shortly


class ArchiveRefused(PathRefused):
    """An archive that is torn, or holds what a snapshot never does."""

    code = "archive_refused"


def pack(root: int, limits: Limits) -> bytes:
    """The archive of what is below the folder `root`; links that point out and special files are left out.

    Raises:
        FileTooLarge: over the workspace's size or number of files.
    """
    packed = io.BytesIO()
    room = limits.workspace_bytes
    entries = files.listed(root, "", limit=limits.inodes + 1)
    if len(entries) > limits.inodes:
        raise FileTooLarge(f"the workspace has more than {limits.inodes} files")
    with _packing(packed) as archive:
        for entry in entries:
            if not files.is_ours(entry.path):
                room -= _add(archive, root, entry, room)
    return packed.getvalue()


def without(packed: bytes, paths: Collection[str]) -> bytes:
    """A snapshot without some of its files.

    Raises:
        ArchiveRefused: for a torn one.
    """
    rest = io.BytesIO()
    with (
        _unpacking(packed) as archive,
        _packing(rest) as kept,
    ):
        for member in archive:
            if member.name not in paths:
                kept.addfile(member, archive.extractfile(member) if member.isreg() else None)
    return rest.getvalue()


def _add(archive: tarfile.TarFile, root: int, entry: Entry, room: int) -> int:
    """Put one entry in; the bytes of its content."""
    member = tarfile.TarInfo(entry.path)
    member.mode = entry.mode & 0o777
    try:
        if entry.kind == "file":
            with _readable(root, entry) as fd:
                about = os.fstat(fd)
                if not stat.S_ISREG(about.st_mode):
                    return 0  # it was replaced meanwhile
                content = _content(fd, entry.path, room)
                member.size, member.mtime = len(content), int(about.st_mtime)
                archive.addfile(member, io.BytesIO(content))
                return len(content)
        above, _, name = entry.path.rpartition("/")
        with _opened(open_beneath(root, above or ".", os.O_RDONLY | os.O_DIRECTORY)) as folder:
            member.mtime = int(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime)
            if entry.kind == "link":
                member.type, member.linkname = tarfile.SYMTYPE, os.readlink(name, dir_fd=folder)
                if points_out(entry.path, member.linkname):
                    return 0
            elif entry.kind == "folder":
                member.type = tarfile.DIRTYPE
            else:
                return 0
        archive.addfile(member)
    except (FileNotFoundError, NotADirectoryError):
        pass  # it went away while we looked: the archive holds what was there
    return 0


def _content(fd: int, path: str, room: int) -> bytes:
    content = bytearray()
    if os.fstat(fd).st_size <= room:
        while len(content) <= room and (chunk := os.read(fd, room + 1 - len(content))):
            content += chunk
    if os.fstat(fd).st_size > room or len(content) > room:
        raise FileTooLarge(f"{path!r} and what is before it are more than a workspace may hold")
    return bytes(content)


@contextmanager
def _readable(root: int, entry: Entry) -> Iterator[int]:
    """A file opened to read, also one that its owner closed to himself."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW
    if entry.mode & stat.S_IRUSR:
        with _opened(open_beneath(root, entry.path, flags)) as fd:
            yield fd
        return
    with _opened(open_beneath(root, entry.path, os.O_PATH | os.O_NOFOLLOW)) as closed:
        itself = f"/proc/self/fd/{closed}"
        os.chmod(itself, entry.mode | stat.S_IRUSR)
        try:
            with _opened(os.open(itself, flags & ~os.O_NOFOLLOW | os.O_CLOEXEC)) as fd:
                yield fd
        finally:
            os.chmod(itself, entry.mode)


def unpack(root: int, packed: bytes, limits: Limits) -> None:
    """Replace what is below the folder `root`; nothing is changed when the archive is refused.

    Raises:
        ArchiveRefused: for a torn archive, or a member that leads out, is a device, or points out.
        WorkspaceFull: when it does not fit.
    """
    with _unpacking(packed) as archive:
        members = _checked(archive, limits)
        for entry in list(os.listdir(root)):
            with contextlib.suppress(PathRefused):  # gone meanwhile
                files.delete(root, entry)
        for member in members:
            with files.refusing(member.name):
                _put(archive, root, member)
        # Last and from the deepest: a folder may forbid to write into it, and what is put in changes its time.
        for member in sorted((member for member in members if member.isdir()), key=lambda m: m.name, reverse=True):
            with files.refusing(member.name), _opened(_folder(root, member.name)) as folder:
                os.utime(folder, (member.mtime, member.mtime))
                os.fchmod(folder, member.mode & 0o777)


@contextmanager
def _packing(packed: io.BytesIO) -> Iterator[tarfile.TarFile]:
    # tarfile would import gzip when it is used: as the sandbox's user, who may not be able to read our libraries.
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=_LEVEL) as plain,
        tarfile.open(fileobj=plain, mode="w:", format=tarfile.PAX_FORMAT) as archive,
    ):
        yield archive


@contextmanager
def _unpacking(packed: bytes) -> Iterator[tarfile.TarFile]:
    try:
        with (
            gzip.GzipFile(fileobj=io.BytesIO(packed)) as plain,
            tarfile.open(fileobj=plain, mode="r:") as archive,
        ):
            yield archive
    except (tarfile.TarError, EOFError, zlib.error, UnicodeError, OverflowError) as torn:
        raise ArchiveRefused(f"the archive cannot be read: {torn}") from torn
    except OSError as failure:
        if failure.errno is None:  # gzip's own complaints
            raise ArchiveRefused(f"the archive cannot be read: {failure}") from failure
        raise


def _checked(archive: tarfile.TarFile, limits: Limits) -> list[tarfile.TarInfo]:
    """The members, once all of them are known to be good."""
    members: list[tarfile.TarInfo] = []
    kinds: dict[str, bool] = {}
    room = limits.workspace_bytes
    for member in archive:
        path = _usable_path(member)
        above = path.rpartition("/")[0]
        if path in kinds or not kinds.get(above, True):
            raise ArchiveRefused(f"{member.name!r} is there twice, or below something that is no folder")
        if member.issym() and points_out(path, member.linkname):
            raise ArchiveRefused(f"the link {path!r} points out of the workspace")
        room -= member.size
        members.append(member)
        if room < 0 or len(members) > limits.inodes:
            raise ArchiveRefused("the archive holds more than a workspace may")
        kinds[path] = member.isdir()
    return members


def _usable_path(member: tarfile.TarInfo) -> str:
    plain = member.isreg() and not member.issparse()
    if not (plain or member.isdir() or member.issym()) or member.size < 0:
        raise ArchiveRefused(f"{member.name!r} is neither a file nor a folder nor a link")
    try:
        path = files.checked(member.name)
    except PathRefused as refusal:
        raise ArchiveRefused(str(refusal)) from refusal
    if path != member.name.rstrip("/") or path.count("/") > files.MAX_DEPTH + 1:
        raise ArchiveRefused(f"{member.name!r} is no path of a snapshot")
    return path


def points_out(path: str, target: str) -> bool:
    """Whether a link at `path` with this target leads out of the workspace, but for the system's own folders."""
    steps = [step for step in target.split("/") if step not in ("", ".")]
    if target.startswith("/"):
        if not steps or ".." in steps:
            return True
        return steps[0] not in ("workspace", *_SYSTEM)
    depth = path.count("/")
    for step in steps:
        depth += -1 if step == ".." else 1
        if depth < 0:
            return True
    return False


def _put(archive: tarfile.TarFile, root: int, member: tarfile.TarInfo) -> None:
    above, _, name = member.name.rstrip("/").rpartition("/")
    with _opened(files.made_folder(root, above)) as folder:
        if member.isdir():
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o700, dir_fd=folder)
        elif member.issym():
            os.symlink(member.linkname, name, dir_fd=folder)
        else:
            source = cast("BinaryIO", archive.extractfile(member))
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with _opened(os.open(name, flags, 0o600, dir_fd=folder)) as fd:
                while chunk := source.read(1024 * 1024):
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[os.write(fd, rest) :]
                os.utime(fd, (member.mtime, member.mtime))
                os.fchmod(fd, member.mode & 0o777)


def _folder(root: int, path: str) -> int:
    return open_beneath(root, path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


@contextmanager
def _opened(fd: int) -> Iterator[int]:
    try:
        yield fd
    finally:
        os.close(fd)
