"""WebSocket clients on plain sockets, so cheap that the client is not what is measured.

A marker is looked for in the bytes as they come, by the C code of `bytes`; frames are only cut apart
where their contents matter.
"""

import base64
import os
import select
import selectors
import socket
import time
from collections.abc import Sequence

READ_BYTES = 1024 * 1024
TEXT, PING, PONG = 0x1, 0x9, 0xA


class Hung(TimeoutError):
    """What was waited for did not come."""


def client_frame(payload: bytes, *, opcode: int = TEXT) -> bytes:
    """A masked frame (RFC 6455, 5.3); a mask of zeros leaves the payload as it is."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Frames:
    """Cuts a stream of a server's frames apart."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> list[tuple[int, bytes]]:
        """The opcode and payload of each frame that `chunk` completes."""
        rest = self._rest
        rest += chunk
        found: list[tuple[int, bytes]] = []
        place = 0
        while len(rest) - place >= 2:
            size, head = rest[place + 1], 2
            if size == 126:
                size, head = int.from_bytes(rest[place + 2 : place + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(rest[place + 2 : place + 10], "big"), 10
            if len(rest) - place < head + size:
                break
            found.append((rest[place] & 0x0F, bytes(rest[place + head : place + head + size])))
            place += head + size
        del rest[:place]
        return found


class RawSocket:
    """One connected client."""

    def __init__(self, port: int, path: str) -> None:
        """Connect and shake hands."""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            chunk = self.socket.recv(READ_BYTES)
            if not chunk:
                raise ConnectionError(f"no WebSocket at {path}: {answer[:200]!r}")
            answer += chunk
        head, _, self.seen = answer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(f"no WebSocket at {path}: {head[:200]!r}")
        self.frames = Frames()

    def fileno(self) -> int:
        """For selectors."""
        return self.socket.fileno()

    def read(self) -> bytes:
        """The next bytes; blocking.

        Raises:
            ConnectionError: the server closed.
        """
        chunk = self.socket.recv(READ_BYTES)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk

    def wait_for(self, marker: bytes, *, timeout_s: float = 20) -> float:
        """When, on `time.perf_counter`, the marker had come; looks also at what came before."""
        deadline = time.monotonic() + timeout_s
        at = time.perf_counter()
        while marker not in self.seen:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                raise Hung(f"no {marker!r} in {timeout_s} s; the last bytes: {self.seen[-300:]!r}")
            chunk = self.read()
            at = time.perf_counter()
            self.seen += chunk
        return at

    def send(self, payload: bytes, *, opcode: int = TEXT) -> None:
        """Send one frame."""
        self.socket.sendall(client_frame(payload, opcode=opcode))

    def answer_pings(self, chunk: bytes) -> None:
        """Take bytes apart and answer what the server asks."""
        for opcode, payload in self.frames.feed(chunk):
            if opcode == PING:
                self.send(payload, opcode=PONG)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


class Counter:
    """Counts markers at many clients at once, until each has had enough of each."""

    def __init__(self, clients: Sequence[RawSocket], *markers: bytes) -> None:
        self._clients, self._markers = clients, markers
        self.counts = [[0] * len(clients) for _ in markers]

    def until(self, each: int, *, timeout_s: float) -> list[float]:
        """For each marker when, on `time.perf_counter`, every client had counted it `each` times.

        Raises:
            Hung: with what is missing.
        """
        clients, markers, counts = self._clients, self._markers, self.counts
        keep = max(map(len, markers)) - 1
        rests = [b""] * len(clients)
        left = [len(clients)] * len(markers)
        done = [0.0] * len(markers)
        with selectors.DefaultSelector() as selector:
            for number, client in enumerate(clients):
                selector.register(client.socket, selectors.EVENT_READ, number)
            deadline = time.monotonic() + timeout_s
            while any(left):
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise Hung(f"clients that wait, by marker: {left} of {len(clients)}")
                for key, _ in ready:
                    number = key.data
                    chunk = clients[number].read()
                    text = rests[number] + chunk
                    rests[number] = text[-keep:]
                    for place, marker in enumerate(markers):
                        # What was kept from before is too short to hold a whole marker that was counted.
                        found = text.count(marker, max(0, len(text) - len(chunk) - len(marker) + 1))
                        if found and counts[place][number] < each <= counts[place][number] + found:
                            left[place] -= 1
                            done[place] = time.perf_counter()
                        counts[place][number] += found
        return done
