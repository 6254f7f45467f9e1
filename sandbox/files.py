"""Reads and writes a workspace from outside, where a candidate may have laid any trap.

Every path is resolved by the kernel below the workspace's descriptor; no link leads out, no FIFO
blocks, no special file is opened. The functions block; call them in a thread.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.base import Entry
from sandbox.errors import FileTooLarge, PathRefused, SandboxError, WorkspaceFull
from sandbox.syscalls import open_beneath

MAX_DEPTH = 100

_OURS = re.compile(r"\.[0-9a-f]{16}\.(part|bin)")

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW = 0o644
_REFUSED = {
    errno.ENOENT: ("missing", "does not exist"),
    errno.ENOTDIR: ("not_a_folder", "goes through something that is no folder"),
    errno.EISDIR: ("folder", "is a folder"),
    errno.ENOTEMPTY: ("folder", "is a folder"),
    errno.EXDEV: ("outside", "leads out of the workspace"),
    errno.ELOOP: ("link", "is or goes through a link that leads nowhere good"),
    errno.ENXIO: ("not_a_file", "is no regular file"),
    errno.EACCES: ("denied", "may not be touched: its mode forbids it"),
    errno.EPERM: ("denied", "may not be touched"),
    errno.EINVAL: ("bad_name", "is no usable name"),
    errno.ENAMETOOLONG: ("bad_name", "is too long"),
    errno.EBUSY: ("outside", "is the workspace itself"),
}


@contextmanager
def refusing(path: str) -> Iterator[None]:
    """Turn the kernel's refusals into ours."""
    try:
        yield
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise WorkspaceFull(f"no room is left in the workspace for {path!r}") from failure
        if failure.errno in _REFUSED:
            reason, words = _REFUSED[failure.errno]
            raise PathRefused(f"{path!r} {words}", reason=reason) from failure
        raise SandboxError(f"{path!r}: {failure}") from failure


def checked(path: str) -> str:
    """A path that names something below the workspace, without empty steps.

    Raises:
        PathRefused: for the empty path, an absolute one, `..`, or a NUL.
    """
    steps = [step for step in path.split("/") if step not in ("", ".")]
    if path.startswith("/") or "\0" in path or ".." in steps or not steps:
        raise PathRefused(f"{path!r} is no path inside the workspace", reason="outside")
    return "/".join(steps)


def is_ours(path: str) -> bool:
    """Whether this is a name that we gave to something unfinished, or a path below one."""
    return any(_OURS.fullmatch(step) for step in path.split("/"))


def read(root: int, path: str, *, limit_bytes: int) -> bytes:
    """The content of a regular file below the folder `root`."""
    with refusing(path), _opened(open_beneath(root, checked(path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)) as fd:
        about = os.fstat(fd)
        if stat.S_ISDIR(about.st_mode):
            raise PathRefused(f"{path!r} is a folder", reason="folder")
        if not stat.S_ISREG(about.st_mode):
            raise PathRefused(f"{path!r} is no regular file", reason="not_a_file")
        content = bytearray()
        if about.st_size <= limit_bytes:
            # It may grow while we read: the limit holds for what comes, not for what was promised.
            while chunk := os.read(fd, limit_bytes + 1 - len(content)):
                content += chunk
        if about.st_size > limit_bytes or len(content) > limit_bytes:
            size = max(about.st_size, len(content))
            raise FileTooLarge(f"{path!r} has {size} bytes; the limit is {limit_bytes}", size_bytes=size)
        return bytes(content)


def write(root: int, path: str, content: bytes, *, mode: int | None) -> None:
    """Put a whole file in place at once, making folders on the way; without a `mode` it keeps that of the old one."""
    path = checked(path)
    above, _, name = path.rpartition("/")
    with refusing(path), _opened(made_folder(root, above)) as folder:
        unfinished = f".{secrets.token_hex(8)}.part"
        fd = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            with _opened(fd):
                rest = memoryview(content)
                while rest:
                    rest = rest[os.write(fd, rest) :]
                os.fchmod(fd, (_mode(folder, name) if mode is None else mode) & 0o777)
            os.rename(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(unfinished, dir_fd=folder)
            raise


def _mode(folder: int, name: str) -> int:
    """The mode of a regular file, or that of a new one."""
    try:
        about = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return _NEW
    return stat.S_IMODE(about.st_mode) if stat.S_ISREG(about.st_mode) else _NEW


def delete(root: int, path: str) -> None:
    """Remove a file, a link, or a folder with all it holds, however deep."""
    path = checked(path)
    above, _, name = path.rpartition("/")
    with refusing(path), _opened(open_beneath(root, above or ".", os.O_RDONLY | os.O_DIRECTORY)) as folder:
        if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=folder)
            return
        # Folders are moved side by side into one place and emptied there: depth costs no descriptors.
        bin_name = f".{secrets.token_hex(8)}.bin"
        os.mkdir(bin_name, 0o700, dir_fd=root)
        with _opened(os.open(bin_name, _FOLDER | os.O_CLOEXEC, dir_fd=root)) as trash:
            _move(name, folder, "0", trash)
            waiting, count = ["0"], 1
            while waiting:
                now = waiting.pop()
                with _opened(os.open(now, _FOLDER | os.O_CLOEXEC, dir_fd=trash)) as doomed:
                    for entry in _listed(doomed):
                        if entry.is_dir(follow_symlinks=False):
                            _move(entry.name, doomed, str(count), trash)
                            waiting.append(str(count))
                            count += 1
                        else:
                            os.unlink(entry.name, dir_fd=doomed)
                os.rmdir(now, dir_fd=trash)
        os.rmdir(bin_name, dir_fd=root)


def listed(root: int, path: str, *, limit: int) -> list[Entry]:
    """Everything below `path`, depth first, sorted by name; a folder deeper than `MAX_DEPTH` stays closed.

    A name that is no UTF-8 has surrogate escapes (PEP 383), which lead back to it.
    """
    found: list[Entry] = []
    start = checked(path) if path else ""
    with refusing(path), _opened(open_beneath(root, start or ".", os.O_RDONLY | os.O_DIRECTORY)) as folder:
        _walk(folder, f"{start}/" if start else "", found, limit=limit, depth=0)
    return found


def _walk(folder: int, prefix: str, found: list[Entry], *, limit: int, depth: int) -> None:
    for entry in sorted(_listed(folder), key=lambda entry: entry.name):
        if len(found) >= limit:
            return
        try:
            about = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # it went away while we looked
        mode = about.st_mode
        found.append(Entry(f"{prefix}{entry.name}", _kind(mode), about.st_size, stat.S_IMODE(mode), about.st_ctime_ns))
        if stat.S_ISDIR(about.st_mode) and depth < MAX_DEPTH:
            try:
                below = os.open(entry.name, _FOLDER | os.O_CLOEXEC, dir_fd=folder)
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue  # replaced meanwhile, or closed by its mode: it is named, not entered
            with _opened(below):
                _walk(below, f"{prefix}{entry.name}/", found, limit=limit, depth=depth + 1)


def _listed(folder: int) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "special"


def made_folder(root: int, path: str) -> int:
    """The descriptor of a folder below `root`, made step by step where it is missing."""
    folder = open_beneath(root, ".", os.O_RDONLY | os.O_DIRECTORY)
    done = ""
    for step in path.split("/") if path else []:
        with _opened(folder), contextlib.suppress(FileExistsError):
            os.mkdir(step, 0o755, dir_fd=folder)
        done = f"{done}/{step}" if done else step
        # From the root each time: a link in between may lead elsewhere inside, but never out.
        folder = open_beneath(root, done, os.O_RDONLY | os.O_DIRECTORY)
    return folder


def _move(name: str, source: int, new_name: str, target: int) -> None:
    """Move a folder and open its mode, which its owner may have closed."""
    with _opened(os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=source)) as fd:
        os.chmod(f"/proc/self/fd/{fd}", 0o700)
    os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)


@contextmanager
def _opened(fd: int) -> Iterator[int]:
    try:
        yield fd
    finally:
        os.close(fd)
