"""The line codec of the pipes: bytes in, whole lines out; it does no I/O."""

from collections.abc import Iterator

MAX_LINE = 4 * 1024 * 1024 + 64 * 1024
"""Bytes of one line, newline included."""


class LineTooLong(ValueError):
    """A payload that does not fit in a line; refused at the sender."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(size_bytes)
        self.size_bytes = size_bytes

    def __str__(self) -> str:
        return f"a line of {self.size_bytes} bytes is over the limit of {MAX_LINE}"


class LineReader:
    """Cuts a stream of bytes into lines.

    A line over the limit is skipped whole and counted in `dropped`: what follows it is read as usual.
    """

    def __init__(self, limit_bytes: int = MAX_LINE) -> None:
        self._limit = limit_bytes
        self._rest = bytearray()
        self._skipping = False
        self.dropped = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that `chunk` completes, without their newlines; empty lines are left out."""
        if self._skipping or len(self._rest) + len(chunk) >= self._limit:
            return list(self._feed(chunk))
        *whole, rest = chunk.split(b"\n")
        if whole and self._rest:
            whole[0] = bytes(self._rest) + whole[0]
            self._rest.clear()
        self._rest += rest
        return [line for line in whole if line]

    def _feed(self, chunk: bytes) -> Iterator[bytes]:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            if self._skipping:
                self._skipping = False
                continue
            if len(self._rest) + len(piece) >= self._limit:
                self.dropped += 1
            elif self._rest or piece:
                yield bytes(self._rest) + piece
            self._rest.clear()
        if self._skipping:
            return
        self._rest += rest
        if len(self._rest) >= self._limit:
            self._rest.clear()
            self._skipping = True
            self.dropped += 1

    def reset(self) -> None:
        """Forget a torn line."""
        self._rest.clear()
        self._skipping = False


def line(payload: bytes) -> bytes:
    """`payload` (one JSON object without a newline) as a line.

    Raises:
        LineTooLong: over `MAX_LINE`.
    """
    if len(payload) >= MAX_LINE:
        raise LineTooLong(len(payload) + 1)
    return payload + b"\n"
