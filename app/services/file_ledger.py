"""What is known to be in a workspace, so that a report of the watch is told from an echo of what we did."""

import asyncio
import hashlib
import time
from collections.abc import Iterable

from app.services.file_paths import is_below

OURS_FOR_S = 0.5


def fingerprint(content: bytes) -> bytes:
    """What a content is recognised by."""
    return hashlib.blake2b(content, digest_size=16).digest()


class Ledger:
    """The paths of one workspace, with the fingerprint of each content that was seen."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        """Held while a file is changed and told of, and while the watch looks."""
        self._known: dict[str, bytes | None] = {}
        self._ours: dict[str, float] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def found(self, paths: Iterable[str]) -> None:
        """These exist; their content is not known."""
        for path in paths:
            self._known.setdefault(path, None)

    def found_above(self, path: str) -> None:
        """The folders that lead to this path exist."""
        steps = path.split("/")[:-1]
        self.found("/".join(steps[: depth + 1]) for depth in range(len(steps)))

    def holds(self, path: str, content: bytes | None) -> None:
        """The path has this content now; None: unknown, or no file."""
        self._known[path] = None if content is None else fingerprint(content)

    def same(self, path: str, content: bytes) -> bool:
        """Whether the path is known to have just this content."""
        return self._known.get(path) == fingerprint(content)

    def gone(self, path: str) -> bool:
        """The path and what lies below it do not exist; False when that was known."""
        below = [known for known in self._known if is_below(known, path)]
        for known in below:
            del self._known[known]
        was_there = path in self._known
        self._known.pop(path, None)
        return was_there

    def expect(self, *paths: str) -> None:
        """What the watch soon reports of these and of what lies below them is our own doing."""
        until = time.monotonic() + OURS_FOR_S
        for path in paths:
            self._ours[path] = until

    def expected(self, path: str) -> bool:
        """Whether a report of this path is an echo."""
        if not self._ours:
            return False
        now = time.monotonic()
        self._ours = {ours: until for ours, until in self._ours.items() if until > now}
        return any(path == ours or is_below(path, ours) for ours in self._ours)
