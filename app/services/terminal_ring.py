"""The newest output of a terminal, by the number of its bytes since the shell began."""

SLACK = 2
"""The ring forgets when it holds so many times what it keeps, so that forgetting is rare."""


class Ring:
    """Keeps at least the last `keep_bytes`; a reader has an offset of its own and loses nothing after `start`."""

    def __init__(self, keep_bytes: int) -> None:
        self._keep = keep_bytes
        self._held = bytearray()
        self.start = 0
        self.head = 0

    def append(self, chunk: bytes) -> None:
        """More output."""
        self._held += chunk
        self.head += len(chunk)
        if len(self._held) > self._keep * SLACK:
            gone = len(self._held) - self._keep
            del self._held[:gone]
            self.start += gone

    def slice(self, offset: int, limit_bytes: int) -> bytes:
        """Up to `limit_bytes` from `offset`, which must not lie before `start`."""
        begin = offset - self.start
        return bytes(self._held[begin : begin + limit_bytes])

    def scrollback(self) -> int:
        """Where a new reader begins: within the last `keep_bytes`, at a line's beginning where there is one."""
        at = max(self.start, self.head - self._keep)
        if at == 0:
            return 0
        newline = self._held.find(b"\n", at - self.start)
        return at if newline < 0 else self.start + newline + 1
