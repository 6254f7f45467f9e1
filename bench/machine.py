"""What programs use of this machine, from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path


def pss_mib(pid: int) -> float:
    """Memory of a program in MiB, shared pages divided among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no Pss of {pid}")


def private_mib(pid: int) -> float:
    """Memory in MiB that is freed when this program ends."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def cpu_s(pids: Iterable[int]) -> float:
    """Seconds of a core that the living threads of these programs have used so far.

    From the scheduler's nanoseconds: the ticks of `stat` round an agent that wakes for a moment to nothing.
    """
    stats = (task / "schedstat" for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9


def children(pid: int) -> list[int]:
    """The direct children of a program."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def load() -> float:
    """Programs that wanted a core during the last minute, on average."""
    return os.getloadavg()[0]


def describe() -> str:
    """How busy this machine is."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, Linux {os.uname().release}, load {one:.2f} (1 min) {five:.2f} (5 min)"
