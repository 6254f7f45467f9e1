"""Each session's sandbox: made on first use, filled with the documents, ended when idle or over.

Only the server makes and ends it; the agent attaches by its id. The documents are in the log, so a
sandbox that was ended is made again with the same files.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import AppError
from app.services.document_files import DocumentFiles
from app.services.document_service import DocumentService
from app.services.session_host import SessionHost
from sandbox.base import Provider, Sandbox
from sandbox.errors import SandboxError

log = logging.getLogger(__name__)

SLEEP_AFTER_S = 600.0
SWEEP_S = 30.0

Awake = Callable[[SessionHost, Sandbox], None]


class WorkspaceUnavailable(AppError):
    """The sandbox could not be made or written."""

    status, code = 503, "workspace_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


@dataclass(slots=True)
class Workspace:
    """A session's living sandbox and the documents' files in it."""

    sandbox: Sandbox
    files: DocumentFiles
    used_at: float = field(default_factory=time.monotonic)


class WorkspaceService:
    """Owns the sandboxes of this server's sessions."""

    def __init__(self, provider: Provider, *, documents: DocumentService) -> None:
        self._provider, self._documents = provider, documents
        self._workspaces: dict[str, Workspace] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.on_awake: list[Awake] = []
        """Called with each sandbox that was made or woken, before anybody else has it."""

    async def open(self) -> None:
        """End what a former server left; the documents are in the log."""
        swept = await self._provider.sweep(set())
        if swept:
            log.info("sandboxes of a former server were ended", extra={"count": swept})

    async def close(self) -> None:
        """End every sandbox."""
        for session_id in list(self._workspaces):
            await self._end(session_id)

    def serve(self, host: SessionHost) -> None:
        """Answer the agent's `workspace.flush`."""

        async def flush(_: dict[str, Any]) -> dict[str, Any]:
            return await self.flush(host)

        host.calls["workspace.flush"] = flush

    async def flush(self, host: SessionHost) -> dict[str, Any]:
        """Write the documents as they are into the session's sandbox.

        Returns `{"sandbox_id", "versions"}`.

        Raises:
            WorkspaceUnavailable: with what is wrong and how to mend it.
        """
        session_id = host.session_id
        async with self._locks.setdefault(session_id, asyncio.Lock()):
            try:
                workspace = self._workspaces.get(session_id) or await self._wake(host)
                return {"sandbox_id": workspace.sandbox.id, "versions": await self._save(host, workspace)}
            except SandboxError as error:
                raise await self._failed(session_id, error) from error

    async def settle(self, host: SessionHost) -> None:
        """Make documents and files the same where a sandbox is awake; one that fails hinders nobody."""
        session_id = host.session_id
        async with self._locks.setdefault(session_id, asyncio.Lock()):
            workspace = self._workspaces.get(session_id)
            try:
                if workspace is not None:
                    await self._save(host, workspace)
            except SandboxError as error:
                await self._failed(session_id, error)

    def awake(self, session_id: str) -> bool:
        """Whether the session has a sandbox now."""
        return session_id in self._workspaces

    async def _failed(self, session_id: str, error: SandboxError) -> WorkspaceUnavailable:
        log.warning("a sandbox failed", extra={"session": session_id, "code": error.code})
        await self._end(session_id)
        return WorkspaceUnavailable(str(error))

    async def _wake(self, host: SessionHost) -> Workspace:
        sandbox = await self._provider.create(host.session_id)
        workspace = Workspace(sandbox, DocumentFiles(sandbox, self._documents))
        self._workspaces[host.session_id] = workspace
        for awake in self.on_awake:
            awake(host, sandbox)
        return workspace

    @staticmethod
    async def _save(host: SessionHost, workspace: Workspace) -> dict[str, int]:
        workspace.used_at = time.monotonic()
        return await workspace.files.save(host)

    async def sandbox(self, host: SessionHost) -> Sandbox:
        """The session's sandbox, awake, with the documents in it.

        Raises:
            WorkspaceUnavailable: with what is wrong and how to mend it.
        """
        await self.flush(host)
        return self._workspaces[host.session_id].sandbox

    def touch(self, session_id: str) -> None:
        """Somebody uses the sandbox: it shall not sleep yet."""
        workspace = self._workspaces.get(session_id)
        if workspace is not None:
            workspace.used_at = time.monotonic()

    async def destroy(self, host: SessionHost) -> None:
        """End a session's sandbox, if it has one."""
        await self._end(host.session_id)
        self._locks.pop(host.session_id, None)

    async def _end(self, session_id: str) -> None:
        workspace = self._workspaces.pop(session_id, None)
        if workspace is None:
            return
        try:
            await workspace.sandbox.close()
        except SandboxError as error:
            log.warning("a sandbox did not close", extra={"session": session_id, "why": str(error)})

    async def sweep(self) -> None:
        """Put sandboxes to sleep that nobody used for a while; runs until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_S)
            now = time.monotonic()
            for session_id, workspace in list(self._workspaces.items()):
                if now - workspace.used_at > SLEEP_AFTER_S:
                    async with self._locks.setdefault(session_id, asyncio.Lock()):
                        await self._end(session_id)

    def check(self) -> dict[str, Any]:
        """For `/health`: whether candidate code is isolated here."""
        given = self._provider.capabilities()
        return {"ok": given.isolated, "detail": f"{given.provider}, {given.profile}, memory by {given.memory}"}

    def describe(self) -> dict[str, Any]:
        """For a front end: what kind of sandbox this is."""
        given = self._provider.capabilities()
        return {"provider": given.provider, "isolated": given.isolated}

    def count(self) -> int:
        """How many sandboxes live."""
        return len(self._workspaces)
