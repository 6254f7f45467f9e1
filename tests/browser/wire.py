"""A wire between browser and server that can be cut."""

import contextlib
import select
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65536


class Wire:
    """A loopback port that leads to another one, until it is `cut` and again when it is `mended`."""

    def __init__(self, port: int) -> None:
        """`port`: where it leads to."""
        self._goal = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._whole = threading.Event()
        self._whole.set()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        self._thread.join(10)

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self._whole.clear()
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):  # it ended by itself meanwhile
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        self._whole.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return  # closed
            if not self._whole.is_set():
                near.close()
                continue
            threading.Thread(target=self._lead, args=(near,), daemon=True).start()

    def _lead(self, near: socket.socket) -> None:
        with near, contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", self._goal)) as far:
            other = {near: far, far: near}
            with self._lock:
                self._open |= other.keys()
            try:
                while self._whole.is_set():
                    for end in select.select(list(other), [], [])[0]:
                        said = end.recv(CHUNK)
                        if not said:
                            return
                        other[end].sendall(said)
            finally:
                with self._lock:
                    self._open -= other.keys()
