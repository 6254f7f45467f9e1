"""Interview time as the agent knows it: the server's, carried on by our own monotonic clock."""

from collections.abc import Callable

TRUSTED_MS = 30_000
"""For so long our own clock carries on: a server that says nothing is down, and downtime is not charged."""


class InterviewClock:
    """Milliseconds of interview time; set by whatever comes down, between that it runs by itself."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._base_ms = 0
        self._since = monotonic()
        self.moving = False

    def set(self, elapsed_ms: int, *, moving: bool) -> None:
        """Take over what the server says."""
        self._base_ms, self._since, self.moving = elapsed_ms, self._monotonic(), moving

    def elapsed_ms(self) -> int:
        """Interview time now."""
        return self._base_ms + min(self._own_ms(), TRUSTED_MS)

    def _own_ms(self) -> int:
        return int((self._monotonic() - self._since) * 1000) if self.moving else 0

    def seconds_until(self, at_ms: int) -> float | None:
        """Real seconds until interview time `at_ms`, or None while only the server can tell.

        A millisecond is added, so that the moment is past when we wake.
        """
        if not self.moving or self._own_ms() >= TRUSTED_MS:
            return None
        return max(0.0, (at_ms - self.elapsed_ms()) / 1000) + 0.001
