"""Who a process is, so that a recorded pid is never mistaken for a later one that got its number."""

import contextlib
import functools
import os
import signal
from dataclasses import dataclass
from pathlib import Path


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
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile, or belongs to another user
                if net_namespace(int(name)) == net_inode:
                    found.append(int(name))
    return found


def session_members(session: int) -> list[int]:
    """The pids of a session (setsid(2)), its leader's too."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                if os.getsid(int(name)) == session:
                    found.append(int(name))
    return found


def kill_children(pid: int) -> None:
    """End a process that is just starting something, with what it started.

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
