"""Reads a JSON object of strings while it is still being written: what each member says so far.

Each character is looked at once, however small the pieces are. Members that are no strings are passed
over; whether the whole was valid is for `json` to say when it is there.
"""

import re

_PLAIN = re.compile(r'[^"\\]+')
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class PartialObject:
    """The members of one object, in the order in which they come."""

    def __init__(self) -> None:
        self._members: dict[str, list[str]] = {}
        self._whole: set[str] = set()
        self._state = "outside"
        self._key = ""
        self._letters: list[str] = []
        self._escape = ""
        self._high = ""
        """The first half of a surrogate pair, until the second comes."""

    def feed(self, piece: str) -> None:
        """Take more of the text."""
        at = 0
        while at < len(piece):
            if self._state == "string" and not self._escape:
                plain = _PLAIN.match(piece, at)
                if plain is not None:
                    self._say(plain[0])
                    at = plain.end()
                    continue
            self._take(piece[at])
            at += 1

    def so_far(self, name: str) -> str | None:
        """What the member says so far, None before it began."""
        letters = self._members.get(name)
        if letters is None:
            return None
        if len(letters) > 1:
            letters[:] = ["".join(letters)]
        return letters[0] if letters else ""

    def whole(self, name: str) -> str | None:
        """What the member says, None before its end."""
        return self.so_far(name) if name in self._whole else None

    def _say(self, text: str) -> None:
        self._letters.append(text)

    def _take(self, letter: str) -> None:
        if self._state == "string":
            self._take_in_string(letter)
        elif letter == '"':
            if self._state == "value":
                self._letters = self._members.setdefault(self._key, [])
            else:
                self._letters = []
            self._in_key = self._state != "value"
            self._state = "string"
        elif letter == ":":
            self._state = "value"
        elif letter == ",":
            self._state = "outside"

    def _take_in_string(self, letter: str) -> None:
        if self._escape:
            self._escape += letter
            if self._escape[1] != "u":
                self._say(_ESCAPES.get(letter, letter))
                self._escape = ""
            elif len(self._escape) == 6:
                self._say_code(self._escape[2:])
                self._escape = ""
        elif letter == "\\":
            self._escape = letter
        else:
            self._state = "outside"
            if self._in_key:
                self._key = "".join(self._letters)
            else:
                self._whole.add(self._key)

    def _say_code(self, digits: str) -> None:
        try:
            code = int(digits, 16)
        except ValueError:
            return
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
        elif self._high and 0xDC00 <= code < 0xE000:
            self._say((self._high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16"))
            self._high = ""
        else:
            self._say(chr(code))
