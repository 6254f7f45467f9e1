"""Real servers as programs of their own, with real agents."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from demo.client import Interview
from demo.server import Server

FAST = {"HEARTBEAT_S": "0.5", "AGENT_SILENCE_S": "2"}

MakeServer = Callable[..., Server]


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[MakeServer]:
    """Starts servers with settings; each is ended after the test."""
    servers: list[Server] = []

    def make(**env: str) -> Server:
        folder = tmp_path / f"server{len(servers)}"
        folder.mkdir()
        server = Server(folder, **(FAST | env))
        servers.append(server)
        server.start()
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that leave it unharmed."""
    with Server(tmp_path_factory.mktemp("shared"), NUDGE_AFTER_S="3600", **FAST) as server:
        yield server


@pytest.fixture
async def interview(shared_server: Server) -> AsyncIterator[Interview]:
    """A connected candidate of a new session on the shared server."""
    client = await shared_server.create(language="python")
    async with client:
        yield client


async def gone(pid: int, *, timeout_s: float = 10) -> None:
    """Wait until a program has ended."""
    deadline = time.monotonic() + timeout_s
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{pid} still lives")
        await asyncio.sleep(0.02)
