"""The workspaces of a session at work, in real sandboxes of this machine."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.services.session_host import SessionHost
from app.services.workspace_service import WorkspaceService
from demo.server import Server
from sandbox.bubblewrap import LocalProvider
from sandbox.processes import inhabitants
from sandbox.state import Record, StateFolder
from tests.unit.app.desk import Desk, a_desk


class Place:
    """A desk whose workspaces are real; `state` is the folder of the sandboxes' records."""

    def __init__(self, desk: Desk, folder: Path, *, sleep_after_s: float, keep_after_s: float) -> None:
        self.desk, self.state, self.sessions = desk, folder / "sandboxes", folder / "sessions"
        self.provider = LocalProvider(self.state)
        self.workspaces = WorkspaceService(
            self.provider,
            documents=desk.documents,
            event_log=desk.log,
            folder=self.sessions,
            sleep_after_s=sleep_after_s,
            keep_after_s=keep_after_s,
        )

    @property
    def host(self) -> SessionHost:
        return self.desk.host

    @property
    def archive(self) -> Path:
        return self.sessions / self.host.session_id / "workspace.tar.gz"

    def records(self) -> list[Record]:
        """The sandboxes that live."""
        return [record for record in StateFolder(self.state).records() if record.alive()]


@asynccontextmanager
async def a_place(*, sleep_after_s: float = 600, keep_after_s: float = 600) -> AsyncIterator[Place]:
    """A place with its sweep running; nothing is left of it."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        async with a_desk() as desk:
            place = Place(desk, Path(name), sleep_after_s=sleep_after_s, keep_after_s=keep_after_s)
            sweeping = asyncio.create_task(place.workspaces.sweep())
            try:
                yield place
            finally:
                sweeping.cancel()
                await asyncio.gather(sweeping, return_exceptions=True)
                try:
                    await place.workspaces.close()
                finally:
                    for record in place.records():
                        await place.provider.end(record)


async def until(said: Callable[[], bool], *, wait_s: float = 20) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + wait_s
    while not said():
        assert time.monotonic() < deadline, "it did not become so"
        await asyncio.sleep(0.02)


def running_in(record: Record) -> list[int]:
    """The processes in a sandbox, without its holder."""
    assert record.holder is not None
    return [pid for pid in inhabitants(record.net_inode) if pid != record.holder.pid]


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers with settings; each is ended after the test, with the sandboxes that it left."""
    servers: list[Server] = []

    def make(**env: str) -> Server:
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        server = Server(folder, **({"HEARTBEAT_S": "0.5", "AGENT_SILENCE_S": "5"} | env))
        servers.append(server)
        server.start()
        return server

    yield make
    for server in servers:
        server.stop()
        state = server.folder / "var" / "sandboxes"
        for record in StateFolder(state).records():
            asyncio.run(LocalProvider(state).end(record))
