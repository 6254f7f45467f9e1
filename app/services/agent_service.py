"""The agents of this server: spawn, adopt after a restart, watch, restart, stop."""

import asyncio
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.core.config import ServerSettings
from app.core.errors import AgentUnavailable
from app.core.tasks import TaskScope
from app.models.sessions import Sessions
from app.services.agent_run import AgentRun, resident_bytes, start_time
from app.services.fork_client import ForkClient, Spawned
from app.services.pipe_service import AgentPipe, Names
from app.services.session_host import SessionHost
from protocol.events import AgentRestarted, ErrorOccurred
from protocol.values import Actor

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
ATTACH_S = 20.0
RESTART_PAUSE_S = (0.0, 0.2, 1.0, 3.0, 5.0)

PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "ASSISTANT",
    "ASSISTANT_CONFIRM",
    "ASSISTANT_MAX_TOOL_CALLS",
    "BRAIN",
    "CLAUDE_BUDGET_CALLS",
    "CLAUDE_BUDGET_USD",
    "CLAUDE_EFFORT",
    "CLAUDE_MODEL",
    "CLAUDE_PRICE",
    "DRAFT_QUESTIONS",
    "MARKER_REST_S",
    "MAX_NUDGES",
    "MODAL_ENVIRONMENT",
    "MODAL_SERVER_URL",
    "NUDGE_AFTER_S",
    "QUESTIONS_PER_INTERVIEW",
    "STRUGGLE_RUNS",
    "STRUGGLE_WITHIN_S",
)
"""The environment of an agent; what else it needs is set from the server's settings."""


class AgentService:
    """Keeps one agent alive for each session at work."""

    def __init__(
        self, settings: ServerSettings, sessions: Sessions, *, on_over: Callable[[SessionHost], Awaitable[None]]
    ) -> None:
        """`on_over` is awaited when the agent of a session that is over has ended."""
        self._settings, self._sessions = settings, sessions
        # Resolved once: that asks the disk about each folder above, and every start needs it several times.
        self._data_dir, self._pipes_dir = settings.data_dir.resolve(), settings.pipes_dir.resolve()
        self._on_over = on_over
        self._tasks = TaskScope()
        self._hosts: dict[str, SessionHost] = {}
        self._popen: dict[int, subprocess.Popen[bytes]] = {}
        self._closing = False
        self._env = self._agent_env()
        self._fork = ForkClient(
            program=ROOT / "main.py",
            folder=self._data_dir / "agents",
            env=self._env,
            version=self._version(),
            on_lost=self._fork_server_lost,
        )

    # -- the life of this service ----------------------------------------------------------------------

    async def open(self) -> None:
        """Make the folders, and the fork server where agents are forked."""
        self._pipes_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._data_dir / "agents").mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._settings.agent_spawn == "fork":
            await self._fork.ready()
        self._tasks.start(self._heartbeat(), name="agents' heartbeat")

    async def close(self) -> None:
        """Let go of the agents; they go on, and the next server adopts them."""
        self._closing = True
        await self._tasks.close()
        for host in list(self._hosts.values()):
            if host.run is not None:
                await host.run.close()
        self._fork.close()

    @property
    def fork_server_pid(self) -> int | None:
        """The fork server, while it is connected."""
        return self._fork.pid

    @property
    def fork_server_starts(self) -> int:
        """How often this server had to start one."""
        return self._fork.starts

    def status(self) -> list[dict[str, Any]]:
        """The living agents."""
        return [
            {
                "session_id": host.session_id,
                "pid": host.run.pid,
                "generation": host.run.generation,
                "state": host.run.state,
                "status": host.view.status,
                "phase": host.view.phase,
                "uptime_s": round(time.monotonic() - host.run.since, 1),
                "memory_bytes": resident_bytes(host.run.pid),
                "last_heartbeat_s": round(host.run.pipe.silent_s(), 1),
            }
            for host in self._hosts.values()
            if host.run is not None
        ]

    # -- starting ----------------------------------------------------------------------------------------

    async def start(self, host: SessionHost) -> None:
        """Spawn the session's next agent; returns when the program exists, not when it is ready.

        Raises:
            AgentUnavailable: when no program could be started.
        """
        await self._launch(host, await self._sessions.next_generation(host.session_id))

    async def _launch(self, host: SessionHost, generation: int) -> None:
        names = Names.of(self._pipes_dir, host.session_id, generation)
        names.make()
        pipe = AgentPipe(names, generation=generation, acked=0, epoch=1, listener=host)
        pipe.attach(head=host.view.head, elapsed_ms=host.clock.elapsed_ms(), running=False)
        try:
            spawned = await self._spawn(host.session_id, names, generation)
        except (AgentUnavailable, OSError) as error:
            await pipe.close()
            names.remove()
            raise AgentUnavailable(f"the agent could not be started: {error}") from error
        run = self._install(host, spawned, pipe)
        names.record.write_text(json.dumps({"pid": run.pid, "started": run.started}))

    async def _spawn(self, session_id: str, names: Names, generation: int) -> Spawned:
        home = self._data_dir / "sessions" / session_id
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        argv = ["--session-id", session_id, "--up", str(names.up), "--down", str(names.down)]
        argv += ["--generation", str(generation), "--home", str(home)]
        log_path = self._data_dir / "agents" / f"{session_id}.{generation}.log"
        if self._settings.agent_spawn == "fork":
            return await self._fork.spawn(argv, env=self._env, log_path=log_path)
        with log_path.open("ab") as output:
            child = subprocess.Popen(  # noqa: ASYNC220 - returns at once
                [sys.executable, str(ROOT / "main.py"), *argv],
                env=self._env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self._popen[child.pid] = child
        return Spawned(pid=child.pid, pidfd=os.pidfd_open(child.pid))

    def _install(self, host: SessionHost, spawned: Spawned, pipe: AgentPipe) -> AgentRun:
        run = AgentRun(pid=spawned.pid, pidfd=spawned.pidfd, pipe=pipe, ended=lambda run: self._ended(host, run))
        host.run = run
        self._hosts[host.session_id] = host
        return run

    # -- adopting ----------------------------------------------------------------------------------------

    async def adopt(self, host: SessionHost, *, generation: int, acked: int) -> bool:
        """Take over the agent that a former server left, if it lives.

        What it or a dead one had written into its pipe is committed either way.
        """
        names = Names.of(self._pipes_dir, host.session_id, generation)
        if not names.up.exists() or not names.down.exists():
            return False
        epoch = int(time.time() * 1000)
        pipe = AgentPipe(names, generation=generation, acked=acked, epoch=epoch, listener=host)
        pid = _recorded_pid(names.record)
        if pid is None:
            await pipe.close()
            return False
        try:
            pidfd = os.pidfd_open(pid)
        except ProcessLookupError:
            await pipe.close()
            return False
        self._install(host, Spawned(pid=pid, pidfd=pidfd), pipe)
        pipe.attach(head=host.view.head, elapsed_ms=host.clock.elapsed_ms(), running=False)
        log.info("an agent is adopted", extra={"session": host.session_id, "pid": pid, "generation": generation})
        return True

    async def sweep(self, keep: set[str]) -> int:
        """End agents and delete pipes that a former server left and no session in `keep` needs."""
        swept = 0
        for record in sorted(self._pipes_dir.glob("*.up")):
            session_id, _, generation = record.stem.rpartition(".")
            host = self._hosts.get(session_id)
            if host is not None and host.run is not None and str(host.run.generation) == generation:
                continue
            if session_id in keep or not generation.isdigit():
                continue
            names = Names.of(self._pipes_dir, session_id, int(generation))
            pid = _recorded_pid(names.record)
            if pid is not None:
                os.killpg(pid, signal.SIGKILL)
            names.remove()
            swept += 1
        return swept

    # -- watching ----------------------------------------------------------------------------------------

    async def _heartbeat(self) -> None:
        """Ask every agent for a sign of life; replace one that gives none."""
        while True:
            await asyncio.sleep(self._settings.heartbeat_s)
            clocks: dict[str, int] = {}
            for host in list(self._hosts.values()):
                run = host.run
                if run is None or run.stopping:
                    continue
                limit_s = self._settings.agent_silence_s if run.attached.is_set() else ATTACH_S
                if run.pipe.silent_s() > max(limit_s, self._settings.heartbeat_s * 2):
                    log.warning("an agent is silent", extra={"session": host.session_id, "pid": run.pid})
                    run.stopping = True
                    self._tasks.start(self._replace(host, run, "it was silent"), name="replace a silent agent")
                else:
                    run.pipe.ping(elapsed_ms=host.clock.elapsed_ms(), running=host.clock.running)
                if host.clock.running:
                    clocks[host.session_id] = host.clock.elapsed_ms()
            if clocks:
                await self._sessions.checkpoint_clocks(clocks)

    def _ended(self, host: SessionHost, run: AgentRun) -> None:
        """The program of `run` is gone."""
        popen = self._popen.pop(run.pid, None)
        if popen is not None:
            popen.poll()
        if host.run is run and not run.stopping and not self._closing:
            code = self._fork.exit_code(run.pid)
            why = (
                "it ended" if code is None else f"it was ended by signal {-code}" if code < 0 else f"it ended ({code})"
            )
            self._tasks.start(self._replace(host, run, why), name="after an agent's end")

    async def _replace(self, host: SessionHost, run: AgentRun, why: str) -> None:
        """Commit what a lost agent still said; start the next one unless the interview is over."""
        if run.gone.is_set():
            await run.pipe.drain()
        host.clock.run(False)
        if host.run is not run:
            return
        await self._discard(host, run)
        if not run.gone.is_set():
            run.kill(signal.SIGUSR1)
            await asyncio.sleep(0.05)
            run.kill(signal.SIGKILL)
        if host.view.status.over or self._closing:
            if not self._closing:
                await self._on_over(host)
            return
        await self.restart(host, why)

    async def restart(self, host: SessionHost, why: str) -> None:
        """Start the next generation; after too many the session fails."""
        host.restarts += 1
        if host.restarts > self._settings.agent_restarts:
            message = f"the interview agent was lost {host.restarts} times; the last time {why}"
            await host.append(ErrorOccurred(actor=Actor.SYSTEM, message=message, code="agent_lost", fatal=True))
            return
        await asyncio.sleep(RESTART_PAUSE_S[min(host.restarts - 1, len(RESTART_PAUSE_S) - 1)])
        if host.view.status.over:
            return
        generation = await self._sessions.next_generation(host.session_id)
        await host.append(AgentRestarted(generation=generation, reason=why))
        try:
            await self._launch(host, generation)
        except AgentUnavailable as error:
            await host.append(ErrorOccurred(actor=Actor.SYSTEM, message=str(error), code=error.code, fatal=False))
            self._tasks.start(self.restart(host, str(error)), name="start an agent again")

    async def _discard(self, host: SessionHost, run: AgentRun) -> None:
        if host.run is run:
            host.run = None
            self._hosts.pop(host.session_id, None)
        await run.close()
        run.pipe.names.remove()

    async def stop(self, host: SessionHost) -> None:
        """End the session's agent, if it has one."""
        run = host.run
        if run is None:
            return
        run.stopping = True
        await run.stop()
        await self._discard(host, run)

    def _fork_server_lost(self) -> None:
        if not self._closing:
            self._tasks.start(self._fork.ready(), name="start the fork server again")

    @classmethod
    def environment_names(cls, settings: ServerSettings) -> set[str]:
        """The variables that agents of a server with these settings may see."""
        return {*PASSED_ON, *_set_for_agents(settings)}

    # -- what an agent gets --------------------------------------------------------------------------------

    def _agent_env(self) -> dict[str, str]:
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return passed | _set_for_agents(self._settings)

    def _version(self) -> str:
        """Names the code and the settings: a fork server of another version must not be used."""
        digest = hashlib.sha256(json.dumps(sorted(self._env.items())).encode())
        for folder in ("agent", "bank", "protocol", "sandbox"):
            for path in sorted((ROOT / folder).rglob("*.py")):
                digest.update(f"{path}:{path.stat().st_mtime_ns}".encode())
        return digest.hexdigest()[:16]


def _set_for_agents(settings: ServerSettings) -> dict[str, str]:
    return {
        "DATA_DIR": str(settings.data_dir.resolve()),
        "QUESTIONS_DIR": ":".join(str(path.resolve()) for path in settings.named_dirs),
        "ORPHAN_AFTER_S": str(settings.orphan_after_s),
        **settings.sandbox_environment(),
        "LOG_LEVEL": settings.log_level,
        "LOG_FORMAT": settings.log_format,
    }


def _recorded_pid(record: Path) -> int | None:
    """The pid that a former server wrote down, if that very program still lives."""
    try:
        written = json.loads(record.read_text())
        pid, started = int(written["pid"]), int(written["started"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return pid if start_time(pid) == started else None
