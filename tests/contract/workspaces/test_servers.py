"""Workspaces of real servers: killed, stopped and started again."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from demo.client import Interview, no_certificates
from demo.server import Server
from sandbox.profile import SEARCH_PATH
from sandbox.state import Record, StateFolder
from tests.contract.workspaces.conftest import running_in, until
from tests.e2e.terminals import TerminalClient

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        shutil.which("bwrap", path=SEARCH_PATH) is None,
        reason="bubblewrap is not installed (apt-get install bubblewrap)",
    ),
]

MakeServer = Callable[..., Server]


async def at_work(server: Server) -> Interview:
    """A connected candidate in front of the first question."""
    interview = await server.create(user_id="workspaces", language="python", question_ids=["rate-limit-window"])
    await interview.connect()
    await interview.start()
    await interview.event("interview_started")
    return interview


def living(server: Server) -> list[Record]:
    """The sandboxes of a server that live."""
    return [record for record in StateFolder(server.folder / "var" / "sandboxes").records() if record.alive()]


def of(server: Server, interview: Interview) -> list[Record]:
    """The living sandboxes of one session."""
    return [record for record in living(server) if record.id.startswith(interview.session_id)]


async def put(interview: Interview, path: str, content: str) -> None:
    answer = await interview.rest("PUT", f"/files/{path}", json={"content": content})
    assert answer.status_code in (200, 201), answer.text


async def back_office(server: Server, method: str, interview: Interview, path: str = "", **options: Any) -> None:
    """A call without a token from this machine."""
    async with httpx.AsyncClient(timeout=30, verify=no_certificates()) as client:
        answer = await client.request(method, f"{server.url}/api/v1/interview/{interview.session_id}{path}", **options)
    assert answer.is_success, answer.text


async def content(interview: Interview, path: str) -> str:
    answer = await interview.rest("GET", f"/files/{path}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["content"])


async def test_a_killed_server_leaves_the_workspace_and_takes_its_terminals(make_server: MakeServer) -> None:
    server = make_server()
    interview = await at_work(server)
    await put(interview, "notes.txt", "mine")
    async with TerminalClient(interview) as terminal:
        await terminal.type("echo more >by-shell; nohup sleep 1000 & echo be''gun; sleep 1000\n")
        await terminal.until("begun")
        assert len(running_in(of(server, interview)[0])) >= 3
        before = of(server, interview)[0]
        server.end(signal.SIGKILL)
        await until(lambda: running_in(before) == [])
    assert before.alive()
    server.start()
    after = of(server, interview)[0]
    assert (after.id, after.holder) == (before.id, before.holder)
    assert after.maker.pid == server.program.pid if server.program else False
    assert await content(interview, "notes.txt") == "mine"
    assert await content(interview, "by-shell") == "more\n"
    interview.drop()
    await interview.connect()
    async with TerminalClient(interview) as terminal:
        await terminal.type("cat notes.txt by-sh*; echo en''d\n")
        await terminal.until("minemore\r\nend")
    assert [record.id for record in of(server, interview)] == [before.id]
    await back_office(server, "PUT", interview, "/status", json={"status": "cancelled"})
    await until(lambda: of(server, interview) == [])
    await interview.disconnect()


async def test_a_killed_servers_sandbox_without_a_session_is_swept(make_server: MakeServer) -> None:
    server = make_server()
    one, other = await at_work(server), await at_work(server)
    await put(one, "notes.txt", "1")
    await put(other, "notes.txt", "2")
    server.end(signal.SIGKILL)
    os.unlink(server.folder / "var" / "sessions" / one.session_id / "sandbox")
    server.start()
    await until(lambda: of(server, one) == [])
    assert len(of(server, other)) == 1
    assert await content(other, "notes.txt") == "2"


async def test_a_workspace_whose_holder_died_with_the_server_wakes_from_its_snapshot(make_server: MakeServer) -> None:
    server = make_server(WORKSPACE_SLEEP_AFTER_S="1")
    interview = await at_work(server)
    await put(interview, "notes.txt", "kept")
    await interview.disconnect()
    await until(lambda: of(server, interview) == [])
    assert await content(interview, "notes.txt") == "kept"
    record = of(server, interview)[0]
    server.end(signal.SIGKILL)
    assert record.holder is not None
    os.kill(record.holder.pid, signal.SIGKILL)
    server.start()
    assert of(server, interview) == []
    assert await content(interview, "notes.txt") == "kept"
    assert len(of(server, interview)) == 1


async def test_a_stopped_server_leaves_no_process_and_the_next_has_the_files(make_server: MakeServer) -> None:
    server = make_server()
    interview = await at_work(server)
    await put(interview, "deep/notes.txt", "mine")
    await interview.disconnect()
    server.end(signal.SIGTERM)
    assert living(server) == []
    server.start()
    assert await content(interview, "deep/notes.txt") == "mine"


async def test_a_deleted_session_leaves_nothing(make_server: MakeServer) -> None:
    server = make_server()
    interview = await at_work(server)
    await put(interview, "notes.txt", "1")
    assert len(of(server, interview)) == 1
    await back_office(server, "DELETE", interview)
    assert living(server) == []
    assert not (server.folder / "var" / "sessions" / interview.session_id).exists()


async def test_a_completed_interview_ends_its_sandbox_and_keeps_its_files(make_server: MakeServer) -> None:
    server = make_server()
    interview = await at_work(server)
    await put(interview, "notes.txt", "1")
    await interview.send("interview_end")
    await interview.event("interview_completed", timeout_s=60)
    await until(lambda: living(server) == [])
    assert (server.folder / "var" / "sessions" / interview.session_id / "workspace.tar.gz").exists()
    await interview.disconnect()


async def test_a_run_goes_on_through_a_killed_server(make_server: MakeServer) -> None:
    server = make_server()
    interview = await at_work(server)
    selected = await interview.event("question_selected")
    path = selected["files"][0]["path"]
    await interview.write(path, "import time\n\n\ndef decide(*_):\n    time.sleep(1.0)\n    return []\n")
    await interview.send("run_tests")
    await interview.event("tests_started", timeout_s=20)
    server.end(signal.SIGKILL)
    await asyncio.sleep(0.2)
    server.start()
    interview.drop()
    await interview.connect(after=interview.last_seq)
    finished = await interview.event("tests_finished", timeout_s=60)
    assert not finished.get("error"), finished
    await interview.disconnect()
