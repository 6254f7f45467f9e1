"""One living agent: its program, its pipes, and how it is ended."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from app.services.fork_client import watch_exit
from app.services.pipe_service import AgentPipe

log = logging.getLogger(__name__)

TERM_S, KILL_S = 3.0, 2.0
DUMP_S = 0.05


def start_time(pid: int) -> int | None:
    """When a program started, in clock ticks since boot: with its pid that names it for ever."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def resident_bytes(pid: int) -> int | None:
    """Memory in RAM that a program uses, shared pages included."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None
    return pages * os.sysconf("SC_PAGESIZE")


class AgentRun:
    """The agent of one session in one generation, from spawn to exit."""

    def __init__(self, *, pid: int, pidfd: int, pipe: AgentPipe, ended: Callable[["AgentRun"], None]) -> None:
        """`ended` is called once, when the program is gone."""
        self.pid, self.pipe = pid, pipe
        self.started = start_time(pid)
        self.since = time.monotonic()
        self.attached = asyncio.Event()
        self.gone = asyncio.Event()
        self.stopping = False
        self._ended = ended
        self._unwatch = watch_exit(pidfd, self._exited)

    @property
    def generation(self) -> int:
        """Which run of the session's agent this is."""
        return self.pipe.generation

    @property
    def state(self) -> str:
        """`starting`, `running`, `silent` or `stopping`."""
        if self.stopping:
            return "stopping"
        if not self.attached.is_set():
            return "starting"
        return "running"

    def _exited(self) -> None:
        self.gone.set()
        self._ended(self)

    def kill(self, number: signal.Signals) -> None:
        """Signal the agent and everything in its group."""
        if self.gone.is_set() or start_time(self.pid) != self.started:
            return
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError) as error:
            log.info("an agent was gone before its signal", extra={"pid": self.pid, "why": type(error).__name__})

    async def stop(self, *, grace_s: float = TERM_S) -> None:
        """TERM, a dump of its stacks, KILL: each with its own deadline."""
        self.stopping = True
        for number, wait_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, KILL_S)):
            if number is signal.SIGKILL:
                log.warning("an agent did not stop in time", extra={"pid": self.pid, "grace_s": grace_s})
                self.kill(signal.SIGUSR1)
                await asyncio.sleep(DUMP_S)
            self.kill(number)
            try:
                async with asyncio.timeout(wait_s):
                    await self.gone.wait()
                    return
            except TimeoutError:
                continue
        log.error("an agent survived KILL", extra={"pid": self.pid})

    async def close(self) -> None:
        """Let go of the program and its pipes without ending it."""
        self._unwatch()
        await self.pipe.close()
