"""The bank as it is on disk now: loaded once, and again when a file of it changes."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from bank.load import Bank, load_bank

Fingerprint = tuple[tuple[str, int, int], ...]

LOOK_EVERY_S = 1.0
"""A look costs one `stat` a file: many starts in one second share it."""


class LiveBank:
    """Gives the present bank, as it was at most `look_every_s` ago."""

    def __init__(self, dirs: list[Path], *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._dirs, self._look_every_s = dirs, look_every_s
        self._bank: Bank | None = None
        self._seen: Fingerprint = ()
        self._looked_at = -look_every_s

    def get(self) -> Bank:
        """The bank of this moment; a question being edited is refused like any other that is malformed."""
        if self._bank is not None and time.monotonic() - self._looked_at < self._look_every_s:
            return self._bank
        seen = tuple(sorted(entry for folder in self._dirs for entry in _entries(str(folder))))
        self._looked_at = time.monotonic()
        if self._bank is None or seen != self._seen:
            self._bank, self._seen = load_bank(self._dirs), seen
        return self._bank


def _entries(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as listing:
            found = list(listing)
    except OSError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path)
        else:
            stat = entry.stat(follow_symlinks=False)
            yield entry.path, stat.st_mtime_ns, stat.st_size
