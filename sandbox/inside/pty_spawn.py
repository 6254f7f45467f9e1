"""Run inside a Modal sandbox: becomes the program that was ordered, with its limits, its user and its ends."""

import ctypes
import errno
import fcntl
import json
import os
import resource
import signal
import struct
import termios
from typing import TypedDict

CANNOT_START, NOT_FOUND = 126, 127
PR_CAPBSET_DROP = 24


class Order(TypedDict):
    """What to run. `window` is rows and columns, or None for pipes; `credit` how much output may come unasked."""

    argv: list[str]
    env: dict[str, str]
    cwd: str
    workspace: str
    limits: dict[str, list[int]]
    wall_s: float | None
    silence_s: float | None
    memory_bytes: int | None
    workspace_bytes: int
    workspace_files: int
    output_bytes: int
    credit: int
    has_input: bool
    window: list[int] | None


class Problem(TypedDict, total=False):
    """Why a program was not started: a refusal, or the status and words that a shell would give."""

    refused: str
    code: int
    said: str


class Ends(TypedDict):
    """The descriptors of a program: its own, and ours to write, read and resize."""

    theirs: tuple[int, int, int]
    write: int
    read: dict[int, int]
    window: int | None


def pipes() -> Ends:
    """Three pipes to a program."""
    their_in, our_in = os.pipe2(os.O_CLOEXEC)
    our_out, their_out = os.pipe2(os.O_CLOEXEC)
    our_err, their_err = os.pipe2(os.O_CLOEXEC)
    return {
        "theirs": (their_in, their_out, their_err),
        "write": our_in,
        "read": {1: our_out, 2: our_err},
        "window": None,
    }


def terminal(window: list[int]) -> Ends:
    """A terminal of this size."""
    ours, theirs = os.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", window[0], window[1], 0, 0))
    return {"theirs": (theirs, theirs, theirs), "write": ours, "read": {1: ours}, "window": ours}


def become(order: Order, ends: Ends, telling: int) -> None:
    """In the child: limits, another user, the program. Ends in it, or tells why not."""
    problem: Problem | None = None
    try:
        signal.set_wakeup_fd(-1)
        for ours in (signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(ours, signal.SIG_DFL)
        os.setsid()
        for number, fd in enumerate(ends["theirs"]):
            os.dup2(fd, number)
        if ends["window"] is not None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        owner = os.stat(order["workspace"])
        if os.geteuid() == 0 and owner.st_uid != 0:
            if ends["window"] is not None:
                os.fchown(0, owner.st_uid, owner.st_gid)
            bound()
            os.setgroups([])
            os.setgid(owner.st_gid)
            os.setuid(owner.st_uid)
        limit(order["limits"])
        os.umask(0o022)
        try:
            os.chdir(order["cwd"])
        except OSError as failure:
            problem = {"refused": f"{order['cwd']}: {failure.strerror}"}
            raise
        os.execvpe(order["argv"][0], order["argv"], order["env"])  # noqa: S606 - that is what it is for
    except OSError as failure:
        missing = failure.errno in (errno.ENOENT, errno.ENOTDIR)
        if problem is None:
            said = f"{order['argv'][0]}: {failure.strerror}\n"
            problem = {"code": NOT_FOUND if missing else CANNOT_START, "said": said}
    os.write(telling, json.dumps(problem).encode())
    os._exit(CANNOT_START)


def bound() -> None:
    """Give up every capability for good, so that no set-uid program brings one back (capabilities(7))."""
    libc = ctypes.CDLL(None)
    number = 0
    while libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1


def limit(limits: dict[str, list[int]]) -> None:
    """Set soft and hard limits by name (setrlimit(2)); a hard limit that is lower already stays."""
    for name, (soft, wanted) in limits.items():
        number: int = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(number)[1]
        hard = wanted if ceiling == resource.RLIM_INFINITY else min(wanted, ceiling)
        resource.setrlimit(number, (min(soft, hard), hard))
