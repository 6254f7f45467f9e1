"""The server's end of the fork server: start it, ask it for agents, notice when it dies.

A fork server outlives a killed server; the next one connects to it again when code and settings are
the same, and otherwise lets it retire (its agents go on) and starts a new one.
"""

import array
import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import AgentUnavailable

log = logging.getLogger(__name__)

ANSWER_S = 10.0
START_S = 30.0


@dataclass(frozen=True, slots=True)
class Spawned:
    """A new agent: its pid and a descriptor that becomes readable when it dies."""

    pid: int
    pidfd: int


class ForkClient:
    """Keeps one fork server at hand."""

    def __init__(
        self, *, program: Path, folder: Path, env: Mapping[str, str], version: str, on_lost: Callable[[], None]
    ) -> None:
        """`program`: `main.py`; `folder` holds the socket and the log; `env`: the fork server's whole environment.

        `on_lost` is called when a connected fork server dies.
        """
        self._on_lost = on_lost
        self._program, self._folder, self._env, self._version = program, folder, dict(env), version
        self._socket: socket.socket | None = None
        self._answers: deque[asyncio.Future[tuple[dict[str, Any], int | None]]] = deque()
        self._lock = asyncio.Lock()
        self._exit_codes: dict[int, int] = {}
        self.pid: int | None = None
        self.starts = 0

    @property
    def path(self) -> Path:
        """The socket."""
        return self._folder / "forkserver.sock"

    async def ready(self) -> None:
        """Connect to a fork server of this version, starting one where needed.

        Raises:
            AgentUnavailable: when none can be had.
        """
        async with self._lock:
            if self._socket is not None:
                return
            if await self._connect():
                answer, _ = await self._ask({"op": "version"})
                if answer.get("version") == self._version:
                    self.pid = answer["pid"]
                    return
                log.info("a fork server of another version retires", extra={"pid": answer.get("pid")})
                self._say({"op": "stop"})
                self._disconnect()
            await self._start()

    async def spawn(self, argv: list[str], *, env: Mapping[str, str], log_path: Path) -> Spawned:
        """Fork one agent.

        Raises:
            AgentUnavailable: when the fork server cannot be had.
        """
        request = {"op": "spawn", "order": {"argv": argv, "env": dict(env), "log_path": str(log_path)}}
        for attempt in (1, 2):
            await self.ready()
            try:
                answer, pidfd = await self._ask(request)
            except (ConnectionError, TimeoutError) as error:
                log.warning("the fork server did not answer", extra={"attempt": attempt, "why": type(error).__name__})
                self._disconnect()
                continue
            if pidfd is None:
                raise AgentUnavailable("the fork server gave no descriptor of the new agent")
            return Spawned(pid=answer["pid"], pidfd=pidfd)
        raise AgentUnavailable("the fork server does not answer; see forkserver.log in the data folder")

    def exit_code(self, pid: int) -> int | None:
        """How a dead agent ended, if the fork server told; asked once."""
        return self._exit_codes.pop(pid, None)

    def close(self) -> None:
        """Let go of the connection; the fork server and its agents go on."""
        self._disconnect()

    async def _start(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, str(self._program), "--fork-server", str(self.path), "--version", self._version]
        with (self._folder / "forkserver.log").open("ab") as errors:
            child = subprocess.Popen(  # noqa: ASYNC220 - returns at once; the wait is below
                command, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                start_new_session=True,
            )  # fmt: skip
        assert child.stdout is not None
        try:
            async with asyncio.timeout(START_S):
                first = await asyncio.to_thread(child.stdout.readline)
        except TimeoutError:
            child.kill()
            raise AgentUnavailable(f"the fork server did not start in {START_S:.0f} s") from None
        finally:
            child.stdout.close()
        if first != b"ready\n" or not await self._connect():
            raise AgentUnavailable("the fork server could not start; see forkserver.log in the data folder")
        # Reaped by a thread of the standard library's Popen registry at the next spawn, or by init after our end.
        self.pid = child.pid
        self.starts += 1
        log.info("the fork server is up", extra={"pid": child.pid})

    async def _connect(self) -> bool:
        if not self.path.exists():
            return False
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_CLOEXEC)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            connection.connect(f"/proc/self/fd/{folder}/{self.path.name}")
        except OSError:
            connection.close()
            return False
        finally:
            os.close(folder)
        connection.setblocking(False)
        self._socket = connection
        asyncio.get_running_loop().add_reader(connection, self._readable)
        return True

    def _say(self, request: dict[str, Any]) -> None:
        if self._socket is None:
            raise ConnectionError("no fork server")
        self._socket.send(json.dumps(request).encode())

    async def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
        answer: asyncio.Future[tuple[dict[str, Any], int | None]] = asyncio.get_running_loop().create_future()
        self._say(request)
        self._answers.append(answer)
        async with asyncio.timeout(ANSWER_S):
            return await answer

    def _readable(self) -> None:
        assert self._socket is not None
        descriptors = array.array("i")
        try:
            raw, ancillary, _, _ = self._socket.recvmsg(64 * 1024, socket.CMSG_SPACE(descriptors.itemsize))
        except BlockingIOError:
            return
        except ConnectionError:
            raw, ancillary = b"", []
        if not raw:
            log.warning("the fork server is gone", extra={"pid": self.pid})
            self._disconnect()
            self._on_lost()
            return
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
        message = json.loads(raw)
        if "exited" in message:
            self._exit_codes[message["exited"]] = message["code"]
            return
        answer = self._answers.popleft()
        if answer.done():
            for descriptor in descriptors:
                os.close(descriptor)
        else:
            answer.set_result((message, descriptors[0] if descriptors else None))

    def _disconnect(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        self.pid = None
        while self._answers:
            answer = self._answers.popleft()
            if not answer.done():
                answer.set_exception(ConnectionError("the fork server is gone"))


def watch_exit(pidfd: int, ended: Callable[[], None]) -> Callable[[], None]:
    """Call `ended` once when the program behind `pidfd` dies; returns what ends the watch and closes it."""
    loop = asyncio.get_running_loop()
    open_ = True

    def stop() -> None:
        nonlocal open_
        if open_:
            open_ = False
            loop.remove_reader(pidfd)
            os.close(pidfd)

    def readable() -> None:
        stop()
        ended()

    loop.add_reader(pidfd, readable)
    return stop
