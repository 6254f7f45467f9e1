"""The few Linux calls that Python 3.11 does not have: openat2(2), setfsuid(2), prctl(2) and inotify(7)."""

import ctypes
import errno
import functools
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

_OPENAT2 = 437  # one number on every architecture
_PR_SET_CHILD_SUBREAPER = 36

RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_BENEATH = 0x08


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def open_beneath(folder: int, path: str, flags: int) -> int:
    """Open `path` below the folder's descriptor; the kernel refuses whatever leads out (openat2(2)).

    Raises:
        OSError: EXDEV or ELOOP for a path that leads out, else as open(2).
    """
    how = struct.pack("QQQ", flags | os.O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS)
    while True:
        opened: int = _libc().syscall(_OPENAT2, folder, os.fsencode(path), how, len(how))
        if opened >= 0:
            return opened
        number = ctypes.get_errno()
        # EAGAIN: a rename raced with a `..` in the path, and the kernel could not prove that it stays below.
        if number not in (errno.EINTR, errno.EAGAIN):
            raise OSError(number, os.strerror(number), path)


def adopt_orphans() -> None:
    """Become the parent of what our children leave behind, now and later; who reaps them is the caller's business."""
    _checked(_libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def inotify_open() -> int:
    """A descriptor on which the kernel tells of changes; reading it does not block.

    Raises:
        OSError: EMFILE when the user has too many (fs.inotify.max_user_instances).
    """
    return _checked(_libc().inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC), "inotify_init1")


def inotify_add(fd: int, path: str, mask: int) -> int:
    """Watch a path; the number that its events carry, the same for the same inode.

    Raises:
        OSError: ENOSPC when the user has too many (fs.inotify.max_user_watches), else as inotify_add_watch(2).
    """
    return _checked(_libc().inotify_add_watch(fd, os.fsencode(path), mask), path)


def _checked(answer: int, what: str) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return answer


@contextmanager
def acting_as(uid: int | None) -> Iterator[None]:
    """Touch files as `uid` in this thread only; None changes nothing.

    A tmpfs of a user namespace refuses an owner that is not mapped there, and files that root made
    would not be the candidate's. Leaving uid 0 also drops the right to overstep file modes.
    """
    if uid is None or os.geteuid() != 0:
        yield
        return
    libc = _libc()
    libc.setfsgid(uid)
    libc.setfsuid(uid)
    try:
        yield
    finally:
        libc.setfsuid(0)
        libc.setfsgid(0)
