"""Run inside a Modal sandbox: finds everything that this process has started, and what memory it uses."""

import contextlib
import os


def descendants() -> list[tuple[int, str]]:
    """The pid and state of everything below us."""
    families: dict[int, list[int]] = {}
    states: dict[int, str] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                with open(f"/proc/{name}/stat", "rb") as stat:
                    text = stat.read()
                # The name in parentheses may hold anything, a closing parenthesis too.
                state, parent = text[text.rindex(b")") + 2 :].split()[:2]
                families.setdefault(int(parent), []).append(int(name))
                states[int(name)] = state.decode()
    found: list[tuple[int, str]] = []
    waiting = [os.getpid()]
    while waiting:
        children = families.pop(waiting.pop(), [])
        found += [(pid, states[pid]) for pid in children]
        waiting += children
    return found


def used_bytes() -> int:
    """The memory of everything below us; pages that several of them share count once."""
    return sum(_share(pid) for pid, _ in descendants())


def _share(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as rollup:
            for line in rollup:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass  # it has ended, or this kernel does not tell: then the container's own limit has to do
    return 0
