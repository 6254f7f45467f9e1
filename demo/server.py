"""A server of one's own, as a program in its own folder: for the demonstration, the tests and the bench."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil

from demo.client import Interview, no_certificates

ROOT = Path(__file__).resolve().parents[1]
START_S = 90.0


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`run.py`, or another `script` that serves, in a folder of its own; it can be killed and started again."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "var"),
            "PIPES_DIR": str(folder / "pipes"),
            "QUESTIONS_DIR": str(ROOT / "questions"),
            "ORPHAN_AFTER_S": "20",
            "BRAIN": "scripted",
            "REQUESTS_PER_MINUTE": "100000",
        } | env
        self.script = ROOT / "run.py"
        self.log = folder / "server.log"
        self.program: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *, wait_for: str = "/ready") -> None:
        """Start the program and wait until it is ready.

        Raises:
            RuntimeError: when it ends instead, with the end of its log.
        """
        with self.log.open("ab") as log:
            self.program = subprocess.Popen(
                [sys.executable, str(self.script)], cwd=self.folder, env=self.env, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_S
        with httpx.Client(timeout=2, verify=no_certificates()) as http:
            while time.monotonic() < deadline:
                if self.program.poll() is not None:
                    raise RuntimeError(f"the server ended:\n{self.log.read_text()[-4000:]}")
                try:
                    if http.get(f"{self.url}{wait_for}").status_code == 200:
                        return
                except httpx.TransportError:
                    time.sleep(0.02)
                time.sleep(0.03)
        raise TimeoutError(f"the server did not become ready:\n{self.log.read_text()[-4000:]}")

    def end(self, number: signal.Signals) -> int:
        """Signal the server and wait for its end."""
        assert self.program is not None, "not started"
        self.program.send_signal(number)
        return self.program.wait(30)

    @property
    def key(self) -> str | None:
        """The back-office key, where one is set."""
        return self.env.get("API_KEY")

    def get(self, path: str) -> Any:
        """A GET as the back office."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        answer = httpx.get(f"{self.url}{path}", headers=headers, timeout=10, verify=no_certificates())
        answer.raise_for_status()
        return answer.json()

    def agent_pid(self, session_id: str) -> int:
        """The agent of a session.

        Raises:
            LookupError: when it has none.
        """
        for agent in self.get("/ws/agent/status")["agents"]:
            if agent["session_id"] == session_id:
                return int(agent["pid"])
        raise LookupError(session_id)

    async def create(self, **body: Any) -> Interview:
        """The client of a new session."""
        return await Interview.create(self.url, key=self.key, **body)

    def stop(self) -> None:
        """End the server and the programs that outlive it: those whose environment names this folder."""
        if self.program is not None and self.program.poll() is None:
            self.end(signal.SIGTERM)
        for program in psutil.process_iter():
            try:
                if program.environ().get("DATA_DIR", "").startswith(str(self.folder)):
                    program.kill()
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
