"""Run inside a Modal sandbox: how much the workspace holds, because a volume bounds neither bytes nor files."""

import contextlib
import os
import stat
import threading
import time

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
REST_S, REST = 0.25, 4  # looking takes at most a fifth of the time


def held(workspace: str, *, most_files: int) -> tuple[int, int]:
    """Bytes and number of all that is below, at any depth; it stops counting beyond `most_files`."""
    here = os.open(workspace, FOLDER)
    size = files = 0
    waiting: list[list[str]] = []  # the folders to look into, of each level above
    try:
        while files <= most_files:
            folders: list[str] = []
            with contextlib.suppress(OSError), os.scandir(here) as entries:  # it went, or is closed to us
                for entry in entries:
                    with contextlib.suppress(OSError):  # it went meanwhile
                        found = entry.stat(follow_symlinks=False)
                        size, files = size + found.st_blocks * 512, files + 1
                        if stat.S_ISDIR(found.st_mode):
                            folders.append(entry.name)
            waiting.append(folders)
            while True:
                while waiting and not waiting[-1]:
                    waiting.pop()
                    if waiting:
                        here = _moved(here, "..")
                if not waiting:
                    return size, files
                with contextlib.suppress(OSError):
                    here = _moved(here, waiting[-1].pop())
                    break
    finally:
        os.close(here)
    return size, files


def _moved(here: int, name: str) -> int:
    """The folder of that name instead; a descriptor for each level of a deep tree would be too many."""
    there = os.open(name, FOLDER, dir_fd=here)
    os.close(here)
    return there


class Room:
    """What one program does to the workspace's size; a program that frees some may always run."""

    def __init__(self, workspace: str, *, most_bytes: int, most_files: int) -> None:
        self.workspace, self.most_bytes, self.most_files = workspace, most_bytes, most_files
        self.least = held(workspace, most_files=2 * most_files)
        self.full = False

    def look(self) -> None:
        """Measure once: it is full when there is too much, and more than there was."""
        size, files = held(self.workspace, most_files=2 * self.most_files)
        grown = size > self.least[0] or files > self.least[1]
        self.full = grown and (size > self.most_bytes or files > self.most_files)
        self.least = (min(size, self.least[0]), min(files, self.least[1]))

    def watch(self) -> None:
        """Measure again and again in a thread, for as long as this process lives or until it is full."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.full:
            began = time.monotonic()
            with contextlib.suppress(OSError):  # the workspace itself cannot be opened: then nothing is written there
                self.look()
            time.sleep(max(REST_S, REST * (time.monotonic() - began)))

    def __str__(self) -> str:
        mib = self.most_bytes // 1024**2
        return f"the workspace is full: it may hold {mib} MiB in {self.most_files} files; delete some"
