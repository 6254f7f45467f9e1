"""Bounds the memory of a whole sandbox: by a cgroup where one can be made, else by watching.

The rlimit on each process is set anyway; it does not see memory that processes share.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sandbox.errors import SandboxError
from sandbox.processes import inhabitants
from sandbox.state import Record

Kind = Literal["cgroup-v2", "cgroup-v1", "watchdog"]

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "interview-"
_TICK_S = 0.1
_EMPTY_S = 2.0


def find_cgroup(root: Path = _ROOT) -> tuple[Kind, Path | None]:
    """The kind that works here and the folder in which a cgroup per sandbox can be made, by making one."""
    for kind, parent in _candidates(root):
        trial = parent / f"{_PREFIX}trial-{os.getpid()}"
        if kind == "cgroup-v2":
            enable_controller(parent, "memory")
        try:
            trial.mkdir()
        except OSError:
            continue
        try:
            if (trial / _limit_file(kind)).exists():
                return kind, parent
        finally:
            trial.rmdir()
    return "watchdog", None


def _candidates(root: Path) -> Iterator[tuple[Kind, Path]]:
    """Where we might make cgroups: below our own, or beside us where ours may hold no processes (v2)."""
    for line in Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            own = root / path.lstrip("/")
            yield "cgroup-v2", own
            if own != root:
                yield "cgroup-v2", own.parent
        elif "memory" in controllers.split(","):
            yield "cgroup-v1", root / "memory" / path.lstrip("/")
            yield "cgroup-v1", root / "memory"


def enable_controller(parent: Path, name: str) -> bool:
    """Whether cgroups below `parent` (v2) have this controller, after asking for it where that is allowed.

    A cgroup that was delegated to us has it switched off, and cannot have it on while programs are in it itself: they
    must be in one below, as systemd does with `DelegateSubgroup=` (cgroup-v2.rst, "No Internal Process Constraint").
    """
    switch = parent / "cgroup.subtree_control"
    try:
        if name in switch.read_text(encoding="ascii").split():
            return True
        if name not in (parent / "cgroup.controllers").read_text(encoding="ascii").split():
            return False
        switch.write_text(f"+{name}", encoding="ascii")
    except OSError:  # not v2, not ours, or with programs in it
        return False
    return True


def _limit_file(kind: Kind) -> str:
    return "memory.max" if kind == "cgroup-v2" else "memory.limit_in_bytes"


def make_cgroup(parent: Path, *, kind: Kind, sandbox_id: str, limit_bytes: int) -> str:
    """A memory cgroup for one sandbox; its path. Swap does not count as room."""
    folder = parent / f"{_PREFIX}{sandbox_id}"
    folder.mkdir()
    (folder / _limit_file(kind)).write_text(str(limit_bytes), encoding="ascii")
    swap, allowed = ("memory.swap.max", 0) if kind == "cgroup-v2" else ("memory.memsw.limit_in_bytes", limit_bytes)
    if (folder / swap).exists():
        (folder / swap).write_text(str(allowed), encoding="ascii")
    return str(folder)


def join_cgroup(cgroup: str | None, *, sh: str) -> list[str]:
    """What to put before an argument vector so that it starts inside.

    A shell that moves as a thread, which v1 knows, is spared what a process waits for: until no other one is being
    forked anywhere, some 10 ms after a rest (`cgroup_procs_write_start` in the kernel's kernel/cgroup/cgroup.c).
    """
    if cgroup is None:
        return []
    threads = f"{cgroup}/tasks"
    return [sh, "-c", 'echo 0 >"$0" && exec "$@"', threads if os.path.exists(threads) else f"{cgroup}/cgroup.procs"]


def remove_cgroup(cgroup: str) -> None:
    """Remove a sandbox's cgroup; what still runs in it is killed. Blocks."""
    folder = Path(cgroup)
    deadline = time.monotonic() + _EMPTY_S
    while folder.is_dir():
        for number in (folder / "cgroup.procs").read_text(encoding="ascii").split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        try:
            folder.rmdir()
        except OSError as busy:
            if time.monotonic() > deadline:
                raise SandboxError(f"the cgroup {cgroup} could not be removed: {busy}") from busy
            time.sleep(0.002)


def cgroup_oom_kills(cgroup: str) -> int:
    """How many processes the kernel has killed there for memory."""
    for name in ("memory.events", "memory.oom_control"):
        try:
            lines = Path(cgroup, name).read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            continue
        return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
    return 0


class Watchdog:
    """Sums what the processes of a sandbox hold and kills them all above its limit.

    It looks only while a program runs; all sandboxes of this process share one look at /proc.
    """

    def __init__(self) -> None:
        self._watched: dict[str, tuple[Record, int]] = {}
        self._kills: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def kills(self, sandbox_id: str) -> int:
        """How often it had to kill in this sandbox."""
        return self._kills.get(sandbox_id, 0)

    @contextmanager
    def watching(self, record: Record) -> Iterator[None]:
        """Watch while a program runs."""
        _, users = self._watched.get(record.id, (record, 0))
        self._watched[record.id] = (record, users + 1)
        # Another loop's task (a fork, a test before this one) is no task of ours.
        if self._task is None or self._task.done() or self._task.get_loop() is not asyncio.get_running_loop():
            self._task = asyncio.create_task(self._watch(), name="sandbox memory watchdog")
        try:
            yield
        finally:
            _, users = self._watched.pop(record.id)
            if users > 1:
                self._watched[record.id] = (record, users - 1)

    async def _watch(self) -> None:
        while self._watched:
            await asyncio.sleep(_TICK_S)
            for record, _ in list(self._watched.values()):
                if await asyncio.to_thread(_over_limit, record):
                    self._kills[record.id] = self._kills.get(record.id, 0) + 1


def _over_limit(record: Record) -> bool:
    """Kill the sandbox's processes if together they hold too much."""
    assert record.holder is not None
    pids = [pid for pid in inhabitants(record.net_inode) if pid != record.holder.pid]
    if sum(_held_bytes(pid) for pid in pids) <= record.limits.memory_bytes:
        return False
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return True


def _held_bytes(pid: int) -> int:
    """Anonymous and shared memory of a process; pages shared by several count for each of them."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
