"""Interview time as the agent knows it: the server's, carried on by our own monotonic clock."""

from collections.abc import Callable


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
        if not self.moving:
            return self._base_ms
        return self._base_ms + int((self._monotonic() - self._since) * 1000)

    def seconds_until(self, at_ms: int) -> float:
        """Real seconds until interview time `at_ms`, at least a hair so that it is past when we wake."""
        return max(0.0, (at_ms - self.elapsed_ms()) / 1000) + 0.001
