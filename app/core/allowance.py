"""How many bytes may be kept of something that can come in a flood."""

import time


class Allowance:
    """A token bucket of bytes with a burst of two seconds, and a total that is never filled up again."""

    def __init__(self, *, per_second: int, total: int) -> None:
        self._rate, self._burst = per_second, per_second * 2
        self._tokens, self._at = float(self._burst), time.monotonic()
        self.left = max(0, total)

    def granted(self, size_bytes: int) -> int:
        """As much of `size_bytes` as may be kept now; it is taken."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        given = max(0, min(size_bytes, int(self._tokens), self.left))
        self._tokens -= given
        self.left -= given
        return given

    def take(self, size_bytes: int) -> bool:
        """All of it or nothing."""
        given = self.granted(size_bytes)
        if given == size_bytes:
            return True
        self._tokens += given
        self.left += given
        return False

    def spend(self, size_bytes: int) -> bool:
        """Take it whatever the rate says; False when the total has no room for it."""
        if size_bytes > self.left:
            return False
        self._tokens -= size_bytes
        self.left -= size_bytes
        return True
