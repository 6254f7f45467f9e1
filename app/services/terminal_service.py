"""The terminals of all sessions: opened by who may type, seen by who may look."""

import asyncio

from app.core.errors import AppError, NotNow
from app.models.terminals import TerminalOut
from app.services.session_host import SessionHost
from app.services.terminal_record import Allowances, Recorder
from app.services.terminal_shell import Shell
from app.services.workspace_service import WorkspaceService, WorkspaceUnavailable
from protocol.values import Actor, SessionStatus
from sandbox.errors import SandboxError

MOST = 4
"""Terminals of one session."""
MOST_WATCHERS = 50
"""Connections to one terminal."""


class TooManyTerminals(AppError):
    """The session has as many terminals, or the terminal as many viewers, as there may be."""

    status, code = 409, "too_many_terminals"

    def __init__(self, most: int, what: str) -> None:
        super().__init__(most, what)
        self.most, self.what = most, what

    def __str__(self) -> str:
        return f"there may be {self.most} {self.what}; close one first"


class TerminalService:
    """Finds, opens and ends terminals by session and name."""

    def __init__(self, workspaces: WorkspaceService) -> None:
        self._workspaces = workspaces
        self._shells: dict[str, dict[str, Shell]] = {}
        self._allowances: dict[str, Allowances] = {}
        self._opening: dict[str, asyncio.Lock] = {}

    def find(self, host: SessionHost, name: str) -> Shell:
        """The terminal of this name, open or not yet.

        Raises:
            TooManyTerminals: when the session has no room for another.
        """
        shells = self._shells.setdefault(host.session_id, {})
        shell = shells.get(name)
        if shell is not None:
            if len(shell.watchers) >= MOST_WATCHERS:
                raise TooManyTerminals(MOST_WATCHERS, "connections to a terminal")
            return shell
        if len(shells) >= MOST:
            raise TooManyTerminals(MOST, "terminals")
        allowances = self._allowances.setdefault(host.session_id, Allowances(recorded=host.view.terminal_bytes))
        session_id = host.session_id
        recorder = Recorder(host, name, allowances)
        shell = Shell(
            host,
            name,
            recorder,
            on_traffic=lambda: self._workspaces.touch(session_id),
            on_end=lambda ended: self._forget(host, ended),
        )
        shells[name] = shell
        host.kept_by.add(shell)
        return shell

    async def open(self, host: SessionHost, shell: Shell, *, rows: int, columns: int, actor: Actor) -> None:
        """Start the shell, unless it runs.

        Raises:
            NotNow: when the session is not at work.
            WorkspaceUnavailable: when the sandbox fails.
        """
        async with self._opening.setdefault(host.session_id, asyncio.Lock()):
            if shell.started:
                return
            if host.view.status not in (SessionStatus.ACTIVE, SessionStatus.PAUSED):
                raise NotNow("a terminal", host.view.status)
            sandbox = await self._workspaces.sandbox(host)
            try:
                await shell.start(sandbox, rows=rows, columns=columns, actor=actor)
            except SandboxError as error:
                raise WorkspaceUnavailable(str(error)) from error

    def touch(self, host: SessionHost) -> None:
        """Somebody is at a terminal: the sandbox shall not sleep yet."""
        self._workspaces.touch(host.session_id)

    def left(self, host: SessionHost, shell: Shell) -> None:
        """Somebody went away; a terminal that never began is forgotten with the last one."""
        if not shell.watchers and not shell.started:
            self._forget(host, shell)

    def _forget(self, host: SessionHost, shell: Shell) -> None:
        host.kept_by.discard(shell)
        shells = self._shells.get(host.session_id, {})
        if shells.get(shell.name) is shell:
            del shells[shell.name]
        if not shells:
            self._shells.pop(host.session_id, None)
            self._allowances.pop(host.session_id, None)
            self._opening.pop(host.session_id, None)

    def present(self, host: SessionHost) -> list[TerminalOut]:
        """The open terminals of a session."""
        return [
            TerminalOut(
                name=shell.name,
                rows=shell.rows,
                columns=shell.columns,
                writers=sum(watcher.writes for watcher in shell.watchers),
                watchers=len(shell.watchers),
            )
            for shell in self._shells.get(host.session_id, {}).values()
            if shell.started
        ]

    async def close(self) -> None:
        """End every terminal of this server."""
        shells = [shell for shells in self._shells.values() for shell in shells.values()]
        await asyncio.gather(*(shell.close() for shell in shells))
        self._shells.clear()
