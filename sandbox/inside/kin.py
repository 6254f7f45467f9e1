"""Run inside a Modal sandbox: finds everything that this process has started, and what memory it uses."""

import contextlib
import os
import resource


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
    """The private memory of everything below us; the container's own limit counts what is shared."""
    pages = 0
    for pid, _ in descendants():
        with contextlib.suppress(OSError), open(f"/proc/{pid}/statm", "rb") as statm:
            fields = statm.read().split()
            pages += max(int(fields[1]) - int(fields[2]), 0)
    return pages * resource.getpagesize()
