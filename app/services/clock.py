"""Interview time: it belongs to the server, and only moves while the interview does."""

import time
from collections.abc import Callable


class SessionClock:
    """Milliseconds of interview time; stopped in pauses, outages of ours and downtime."""

    def __init__(self, elapsed_ms: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._base_ms = elapsed_ms
        self._monotonic = monotonic
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether time moves."""
        return self._since is not None

    def elapsed_ms(self) -> int:
        """Interview time now."""
        if self._since is None:
            return self._base_ms
        return self._base_ms + int((self._monotonic() - self._since) * 1000)

    def run(self, running: bool) -> None:
        """Let time move, or hold it."""
        if running and self._since is None:
            self._since = self._monotonic()
        elif not running and self._since is not None:
            self._base_ms = self.elapsed_ms()
            self._since = None
