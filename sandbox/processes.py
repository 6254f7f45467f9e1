"""Who a process is, so that a recorded pid is never mistaken for a later one that got its number."""

import contextlib
import functools
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SandboxError

MARK = "INTERVIEW_RUN"
"""The variable by which programs without namespaces are found again."""

_ROUNDS, _ROUND_S = 400, 0.004


@functools.cache
def boot_id() -> str:
    """Differs after each start of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


@dataclass(frozen=True, slots=True)
class Identity:
    """A process of this boot: its number and when it started, in clock ticks (proc(5), field 22)."""

    pid: int
    started: int
    boot: str

    def alive(self) -> bool:
        """Whether exactly this process still runs (a zombie does not)."""
        return self.boot == boot_id() and start_ticks(self.pid) == self.started


def identify(pid: int) -> Identity:
    """The identity of a running process.

    Raises:
        ProcessLookupError: when there is none.
    """
    started = start_ticks(pid)
    if started is None:
        raise ProcessLookupError(pid)
    return Identity(pid=pid, started=started, boot=boot_id())


def start_ticks(pid: int) -> int | None:
    """When the process started, or None when it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # The name in parentheses may hold anything, a closing parenthesis too.
    fields = text[text.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else int(fields[19])


def net_namespace(pid: int) -> int:
    """The inode of the process's network namespace: the mark of everything that runs in one sandbox."""
    return os.stat(f"/proc/{pid}/ns/net").st_ino


def inhabitants(net_inode: int) -> list[int]:
    """The pids whose network namespace is this one."""
    found = []
    for pid in _pids():
        with contextlib.suppress(OSError):  # it ended meanwhile, or belongs to another user
            if net_namespace(pid) == net_inode:
                found.append(pid)
    return found


def _pids() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit())


def reap(pid: int) -> None:
    """Take a dead child off the kernel's list; nothing happens to one that lives or is somebody else's."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def end_unisolated(*, mark: str | None, session: int | None = None, uid: int | None = None) -> None:
    """End what programs without namespaces have left: all with the mark, of the session (setsid(2)), of the user.

    Blocks.

    Raises:
        SandboxError: when some are left after many rounds.
    """
    for _ in range(_ROUNDS):
        left = [pid for pid in _pids() if _belongs(pid, mark, session, uid)]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_ROUND_S)
        for pid in left:
            reap(pid)
    raise SandboxError(f"processes that a program has left cannot be ended: {left}")


def _belongs(pid: int, mark: str | None, session: int | None, uid: int | None) -> bool:
    if pid == os.getpid():
        return False
    try:
        if start_ticks(pid) is None:
            return False
        if os.getsid(pid) == session or (uid and Path(f"/proc/{pid}").stat().st_uid == uid):
            return True
        if not mark:
            return False  # every text begins with no text
        return any(value.startswith(mark.encode()) for value in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"))
    except OSError:  # it ended meanwhile, or belongs to another user
        return False


def kill_children(pid: int) -> list[int]:
    """End a process that is just starting something, with what it started; the pids of the latter.

    It is stopped first, so that it starts nothing between being read and being killed.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    for number in (*children, str(pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGKILL)
    return [int(number) for number in children]
