"""A session whose agent says what the bench tells it to, through the real pipes, log and sockets."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import Api

ROOT = Path(__file__).resolve().parents[1]
SETTLE_S = 1.0


class Speaker:
    """A program in the place of an agent."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self.program = program

    @property
    def pid(self) -> int:
        """Its pid."""
        return self.program.pid

    def say(self, *, count: int, pace_ms: float = 0, length: int = 120) -> None:
        """Begin to emit events, each after the last when `pace_ms` is negative; `done` waits for the last one."""
        assert self.program.stdin is not None
        self.program.stdin.write(f"{count} {pace_ms} {length}\n")
        self.program.stdin.flush()

    def line(self) -> str:
        """What it answers.

        Raises:
            RuntimeError: it ended instead.
        """
        assert self.program.stdout is not None
        line = self.program.stdout.readline()
        if not line:
            raise RuntimeError("the speaker ended")
        return line.strip()

    def done(self) -> float:
        """Wait until all that it said is acknowledged; the milliseconds of a core that it used."""
        return float(self.line().removeprefix("done "))


@contextmanager
def speaking(api: Api) -> Iterator[tuple[str, Speaker]]:
    """A session that has begun; its agent is stopped, and a speaker sits on its pipes."""
    session_id = api.started()
    time.sleep(SETTLE_S)
    os.kill(api.agents()[session_id], signal.SIGSTOP)
    time.sleep(0.1)
    pipes = api.server.folder / "pipes"
    command = [sys.executable, "-m", "bench.programs.speaker", session_id]
    command += [str(pipes / f"{session_id}.1.up"), str(pipes / f"{session_id}.1.down"), str(api.acked(session_id))]
    program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        speaker = Speaker(program)
        speaker.line()
        yield session_id, speaker
    finally:
        program.terminate()
        program.wait(10)
        for stream in (program.stdin, program.stdout):
            assert stream is not None
            stream.close()
