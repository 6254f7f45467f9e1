"""Lines as they were typed, cut from the bytes of a keyboard; it does no I/O."""

import codecs
from collections.abc import Iterator

MAX_LINE = 4096
"""Characters of a line that are kept."""

_ENDS = {"\x03": "^C", "\x04": "^D", "\x1a": "^Z"}


class InputLines:
    """Collects typed lines; one of which any part was typed unseen is forgotten whole."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line: list[str] = []
        self._hidden = False
        self._escape = ""

    def feed(self, chunk: bytes, *, shown: bool) -> Iterator[str]:
        """The lines that `chunk` completes; `shown` tells whether the terminal shows what is typed now."""
        for char in self._decoder.decode(chunk):
            if not shown:
                self._hidden = True
                self._line.clear()
            if self._escape or char == "\x1b":
                self._escaped(char)
            elif char in "\r\n":
                yield from self._finished("")
            elif char in _ENDS:
                yield from self._finished(_ENDS[char])
            elif not self._hidden:
                self._typed(char)

    def _typed(self, char: str) -> None:
        if char in "\x7f\b":
            del self._line[-1:]
        elif char == "\x15":
            self._line.clear()
        elif char == "\x17":
            kept = "".join(self._line).rstrip().rpartition(" ")
            self._line = list(kept[0] + kept[1])
        elif (char >= " " or char == "\t") and len(self._line) < MAX_LINE:
            self._line.append(char)

    def _escaped(self, char: str) -> None:
        """Leave out a key's escape sequence (ECMA-48: CSI to its final byte; SS3; or one character)."""
        self._escape += char
        if len(self._escape) == 1:
            return
        if self._escape[1] == "[":
            done = len(self._escape) > 2 and "@" <= char <= "~"
        else:
            done = self._escape[1] != "O" or len(self._escape) > 2
        if done or len(self._escape) > 64:
            self._escape = ""

    def _finished(self, end: str) -> Iterator[str]:
        line, hidden = "".join(self._line) + end, self._hidden
        self._line.clear()
        self._hidden = False
        if line and not hidden:
            yield line
