"""Run inside a Modal sandbox: opens paths below a folder without openat2(2), which not every runtime has.

Stands in for `sandbox.syscalls` there, so that `sandbox.files` keeps one set of rules for both backends.
"""

import errno
import os

_LINKS = 40
_STEP = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC


def open_beneath(folder: int, path: str, flags: int) -> int:
    """Open `path` below the folder's descriptor, step by step; links are followed here, never by the kernel.

    Raises:
        OSError: EXDEV or ELOOP for a path that leads out, else as open(2).
    """
    above: list[int] = []
    here = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    waiting = [step for step in reversed(path.split("/")) if step not in ("", ".")]
    links = 0
    try:
        while waiting:
            step = waiting.pop()
            if step == "..":
                if not above:
                    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), path)
                os.close(here)
                here = above.pop()
                continue
            last = not waiting
            try:
                if last:
                    return os.open(step, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
                below = os.open(step, _STEP | os.O_DIRECTORY, dir_fd=here)
            except OSError as failure:
                target = _target(step, here, failure)
                links += 1
                if links > _LINKS or (flags & os.O_NOFOLLOW and last):
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from failure
                if target.startswith("/"):
                    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), path) from failure
                waiting += [part for part in reversed(target.split("/")) if part not in ("", ".")]
                continue
            above.append(here)
            here = below
        return os.open(".", flags | os.O_CLOEXEC, dir_fd=here)
    finally:
        for fd in (*above, here):
            os.close(fd)


def _target(step: str, folder: int, failure: OSError) -> str:
    """Where the link leads that could not be opened; when it is none, the failure was a real one."""
    if failure.errno not in (errno.ELOOP, errno.ENOTDIR):
        raise failure
    try:
        return os.readlink(step, dir_fd=folder)
    except OSError:
        raise failure from None
