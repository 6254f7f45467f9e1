"""The server under measurement, and its sessions by plain HTTP on a kept connection."""

import http.client
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.machine import children
from bench.sockets import RawSocket
from demo.server import Server

PLAIN = Path(__file__).parent / "programs" / "plain_server.py"
KEPT_S = 3.0
"""Seconds without a request after which the kept connection is not trusted: uvicorn closes it after 5."""


class Api:
    """Sessions of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._http.connect()
        self._used = time.monotonic()

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        """Send a request; `answer` reads what it comes to."""
        if time.monotonic() - self._used > KEPT_S:
            self._http.close()  # the server has, or is about to; the next request connects again
        self._used = time.monotonic()
        raw = json.dumps(body or {}).encode()
        self._http.request(method, f"/api/v1/interview/{path}", raw, {"Content-Type": "application/json"})

    def answer(self) -> dict[str, Any]:
        """The answer to the last request.

        Raises:
            RuntimeError: when it is a refusal.
        """
        answer = self._http.getresponse()
        raw = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status}: {raw[:300]!r}")
        parsed: dict[str, Any] = json.loads(raw) if raw else {}
        return parsed

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """A request and its answer."""
        self.send(method, path, body)
        return self.answer()

    def create(self, **body: Any) -> str:
        """The id of a new session."""
        wanted = {"interview_type": "technical", "user_id": f"bench-{uuid4()}", "language": "python"} | body
        return str(self.call("POST", "", wanted)["session_id"])

    def start(self, session_id: str) -> None:
        """Begin an interview."""
        self.call("POST", f"{session_id}/start")

    def watch(self, session_id: str, *, whole: bool = False) -> RawSocket:
        """A client of a session: the candidate's, or the system's, which sees the `whole` log."""
        client = RawSocket(self.server.port, f"/ws/{'interview' if whole else 'agent'}/{session_id}")
        client.wait_for(b'"type":"connect"')
        return client

    def started(self, **body: Any) -> str:
        """A session whose interview has begun."""
        session_id = self.create(**body)
        client = self.watch(session_id)
        self.start(session_id)
        client.wait_for(b'"event_type":"interview_started"')
        client.close()
        return session_id

    def delete(self, session_id: str) -> None:
        """Erase a session; its agent ends."""
        self.call("DELETE", session_id)

    def agents(self) -> dict[str, int]:
        """The pid of the agent of each session."""
        return {agent["session_id"]: int(agent["pid"]) for agent in self.server.get("/ws/agent/status")["agents"]}

    def acked(self, session_id: str) -> int:
        """How many events of the session's agent are committed, from the database."""
        with sqlite3.connect(self.server.folder / "var" / "interviews.db", timeout=5) as database:
            row = database.execute("SELECT acked FROM sessions WHERE id = ?", (session_id,)).fetchone()
        return int(row[0])

    @property
    def pid(self) -> int:
        """The server."""
        assert self.server.program is not None
        return self.server.program.pid

    @property
    def fork_server(self) -> int:
        """The parent of the agents."""
        (only,) = children(self.pid)
        return only


@contextmanager
def serving(env: dict[str, str] | None = None, *, plain: bool = False) -> Iterator[Api]:
    """A server in a folder of its own; `plain`: without the door for framed bytes."""
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        server = Server(Path(folder), **(env or {}))
        if plain:
            server.script = PLAIN
        with server:
            yield Api(server)
