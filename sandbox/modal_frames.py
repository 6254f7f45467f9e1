"""The frames between us and the program that stands inside a Modal sandbox (`sandbox.inside.pty_agent`); no I/O."""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.base import ExecResult
from sandbox.errors import PathRefused, SandboxError

MAX_FRAME = 1024 * 1024
_HEAD = struct.Struct(">cI")


@dataclass(frozen=True, slots=True)
class Output:
    """Bytes of standard output (1) or standard error (2)."""

    number: int
    chunk: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """So many bytes of input have gone to the program."""

    count: int


@dataclass(frozen=True, slots=True)
class Echo:
    """Whether the terminal shows what is typed."""

    on: bool


Told = Output | Taken | Echo | ExecResult


def frame(kind: str, payload: bytes = b"") -> bytes:
    """One frame downward."""
    return _HEAD.pack(kind.encode("ascii"), len(payload)) + payload


def credit(count: int) -> bytes:
    """Room for so many more bytes of output."""
    return frame("c", struct.pack(">I", count))


def window(rows: int, columns: int) -> bytes:
    """A new size of the terminal."""
    return frame("w", struct.pack(">HH", rows, columns))


class Frames:
    """Cuts the bytes that come up into frames.

    The candidate cannot write here, but may have killed whoever does: what is no frame is an error of ours.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Told]:
        """The frames that are whole now.

        Raises:
            SandboxError: for bytes that are none.
            PathRefused: when the program was refused for its folder.
        """
        self._buffer += chunk
        while len(self._buffer) >= _HEAD.size:
            kind, size = _HEAD.unpack_from(self._buffer)
            if size > MAX_FRAME or kind not in b"12ahx":
                raise SandboxError("the program inside the Modal sandbox said something unintelligible")
            if len(self._buffer) < _HEAD.size + size:
                return
            payload = bytes(self._buffer[_HEAD.size : _HEAD.size + size])
            del self._buffer[: _HEAD.size + size]
            yield _meaning(kind, payload)


def _meaning(kind: bytes, payload: bytes) -> Told:
    if kind in b"12":
        return Output(int(kind), payload)
    if kind == b"h":
        return Echo(payload == b"1")
    try:
        if kind == b"a":
            return Taken(*struct.unpack(">I", payload))
        return _ended(json.loads(payload))
    except (struct.error, ValueError, KeyError, TypeError) as bad:
        raise SandboxError("the program inside the Modal sandbox said something unintelligible") from bad


def _ended(told: Mapping[str, object]) -> ExecResult:
    if "refused" in told:
        raise PathRefused(f"no program can start in {told['refused']}")
    code, ms = told["code"], told["ms"]
    if type(code) is not int or type(ms) is not int:
        raise TypeError
    flags = {name: told[name] is True for name in ("timed_out", "truncated", "oom")}
    return ExecResult(code=code, out=b"", err=b"", ms=ms, **flags)
