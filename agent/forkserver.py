"""The parent of the agents: everything imported and frozen once, then a fork for each interview.

One thread, no event loop. A server connects to the socket and asks for children; it gets each one's
pid and a pidfd. A server that dies leaves this program and its children as they are: the next server
connects again. Without a server and without children it ends itself.
"""

import array
import gc
import json
import logging
import os
import random
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.immortal import immortalise

log = logging.getLogger(__name__)

MAX_REQUEST = 64 * 1024
MAX_DESCRIPTOR = 65536


@dataclass(frozen=True, slots=True)
class Order:
    """One agent to fork: its arguments, its whole environment, the file for its log."""

    argv: list[str]
    env: dict[str, str]
    log_path: str


def socket_address(path: Path) -> tuple[str, int]:
    """A short name for a Unix socket of any path length, and the folder's descriptor that it goes through."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return f"/proc/self/fd/{folder}/{path.name}", folder


class ForkServer:
    """Forks agents on request.

    `child_main(argv)` runs in the child and returns its exit status; `refresh()` is called after
    each fork, when nobody waits for it, and may bring preloaded things up to date (a child that finds them old looks
    itself); `version` names the code and settings.
    """

    def __init__(
        self,
        path: Path,
        *,
        child_main: Callable[[list[str]], int],
        refresh: Callable[[], None],
        version: str,
        orphan_after_s: float,
    ) -> None:
        self._path = path
        self._child_main, self._refresh, self._version = child_main, refresh, version
        self._orphan_after_s = orphan_after_s
        self._children: set[int] = set()
        self._servers: set[socket.socket] = set()
        self._lonely_since = time.monotonic()

    def serve(self) -> None:
        """Answer requests until told to stop or abandoned."""
        address, folder = socket_address(self._path)
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        self._listener.bind(address)
        os.close(folder)
        self._path.chmod(0o600)
        self._listener.listen(8)
        inode = self._path.stat().st_ino
        wake_read, wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._own = [wake_read, wake_write]
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(wake_read, selectors.EVENT_READ)
        gc.collect()
        immortalise()
        gc.freeze()
        gc.disable()
        print("ready", flush=True)  # noqa: T201 - the spawner waits for this line
        while not self._abandoned():
            for key, _ in self._selector.select(timeout=self._orphan_after_s if not self._servers else None):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj == wake_read:
                    os.read(wake_read, 4096)
                    self._reap()
                else:
                    self._serve_one(key.fileobj)  # type: ignore[arg-type]  # registered sockets only
        if self._path.exists() and self._path.stat().st_ino == inode:
            self._path.unlink()

    def _abandoned(self) -> bool:
        if self._servers or self._children:
            return False
        return time.monotonic() - self._lonely_since >= self._orphan_after_s

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        self._servers.add(connection)
        self._selector.register(connection, selectors.EVENT_READ)

    def _drop(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        self._servers.discard(connection)
        connection.close()
        self._lonely_since = time.monotonic()

    def _serve_one(self, connection: socket.socket) -> None:
        try:
            raw = connection.recv(MAX_REQUEST)
        except ConnectionResetError:
            raw = b""
        if not raw:
            self._drop(connection)
            return
        request = json.loads(raw)
        if request["op"] == "spawn":
            self._spawn(connection, Order(**request["order"]))
        elif request["op"] == "version":
            self._answer(connection, {"version": self._version, "pid": os.getpid()})
        elif request["op"] == "stop":
            self._path.unlink(missing_ok=True)
            log.info("stopping on request", extra={"children": len(self._children)})
            sys.exit(0)

    def _answer(self, connection: socket.socket, answer: dict[str, Any], *, descriptor: int | None = None) -> None:
        rights = []
        if descriptor is not None:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
        try:
            connection.sendmsg([json.dumps(answer).encode()], rights)
        except (BrokenPipeError, ConnectionResetError):
            self._drop(connection)

    def _spawn(self, connection: socket.socket, order: Order) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_agent(order)
        self._children.add(pid)
        pidfd = os.pidfd_open(pid)
        self._answer(connection, {"pid": pid}, descriptor=pidfd)
        os.close(pidfd)
        self._refresh()

    def _become_agent(self, order: Order) -> None:
        """In the child: keep nothing of the parent but its memory."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.setsid()
            output = os.open(order.log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.closerange(3, MAX_DESCRIPTOR)
            if order.env != os.environ:  # writing the same again would copy half a MiB of shared pages
                os.environ.clear()
                os.environ.update(order.env)
            random.seed()
            gc.enable()
            status = self._child_main(order.argv)
        except BaseException:
            logging.getLogger(__name__).exception("the agent ended with an error")
        finally:
            logging.shutdown()
            os._exit(status)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            code = os.waitstatus_to_exitcode(status)
            log.info("an agent ended", extra={"pid": pid, "code": code})
            for connection in list(self._servers):
                self._answer(connection, {"exited": pid, "code": code})
            self._lonely_since = time.monotonic()
