"""Each session's sandbox: made on first use, asleep when nobody uses it, ended when the interview is over.

Only the server makes and ends it; the agent attaches by its id. The documents are in the log; the other files are
kept in an archive while no sandbox lives. A server that was killed leaves the sandboxes to the next.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from app.core.errors import AppError
from app.core.tasks import TaskScope
from app.models.event_log import Draft, EventLog, Listener, Stored
from app.services.document_files import Credit, DocumentFiles
from app.services.document_service import DocumentService, parsed
from app.services.file_record import differences, recorded
from app.services.session_host import SessionHost
from app.services.workspace_store import WorkspaceStore
from protocol.events import SubmitDetected, SubmitRequested
from protocol.facts import ChangedFile, Fact
from protocol.values import SessionStatus
from sandbox.archive import without
from sandbox.base import Provider, Sandbox
from sandbox.errors import PathRefused, SandboxError, SandboxGone, WorkspaceFull

log = logging.getLogger(__name__)

SLEEP_AFTER_S = 600.0
KEEP_AFTER_S = 60.0
SWEEP_S = 30.0
WARM_AGAIN_S = 30.0
HANDED_IN: frozenset[type] = frozenset({SubmitRequested, SubmitDetected})

Awake = Callable[[SessionHost, Sandbox], None]


class WorkspaceUnavailable(AppError):
    """The sandbox could not be made or written."""

    status, code = 503, "workspace_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class CreditCall(Fact):
    """The arguments of `workspace.credit`."""

    change_id: str | None = Field(default=None, min_length=1, max_length=80)
    for_s: float = Field(default=0, ge=0, le=120)


@dataclass(eq=False, slots=True)
class Workspace:
    """A session's living sandbox and the documents' files in it."""

    host: SessionHost
    sandbox: Sandbox
    files: DocumentFiles
    used_at: float = field(default_factory=time.monotonic)
    kept_at: float = field(default_factory=time.monotonic)
    listening: Listener | None = None


class WorkspaceService:
    """Owns the sandboxes of this server's sessions."""

    def __init__(
        self,
        provider: Provider,
        *,
        documents: DocumentService,
        event_log: EventLog,
        folder: Path,
        sleep_after_s: float = SLEEP_AFTER_S,
        keep_after_s: float = KEEP_AFTER_S,
    ) -> None:
        """`folder` holds a folder for each session; files that may have changed are kept each `keep_after_s`."""
        self._provider, self._documents, self._log = provider, documents, event_log
        self._store, self._sleep_after_s = WorkspaceStore(folder), sleep_after_s
        self._keep_after_s = keep_after_s
        self._workspaces: dict[str, Workspace] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._warmed_at: dict[str, float] = {}
        self._tasks = TaskScope()
        self.on_awake: list[Awake] = []
        """Called with each sandbox that was made, woken or taken over, before anybody else has it."""

    async def take_over(self, hosts: list[SessionHost]) -> None:
        """After a start: go on with the sandboxes of these sessions that still live; end all others."""
        recorded = await asyncio.to_thread(self._store.sandboxes)
        for host in hosts:
            sandbox_id = recorded.pop(host.session_id, None)
            if sandbox_id is None:
                continue
            async with self._lock(host.session_id):
                try:
                    self._begin(host, await self._provider.adopt(sandbox_id))
                except SandboxError as error:
                    log.info("a sandbox was lost", extra={"session": host.session_id, "why": str(error)})
                    await asyncio.to_thread(self._store.asleep, host.session_id)
        for session_id in recorded:
            await asyncio.to_thread(self._store.asleep, session_id)
        swept = await self._sweep_strangers()
        if self._workspaces or swept:
            log.info("sandboxes of a former server", extra={"taken_over": len(self._workspaces), "ended": swept})

    def recorded(self, session_id: str) -> bool:
        """Whether the session had a sandbox when a server last wrote."""
        return self._store.sandbox(session_id) is not None

    async def _sweep_strangers(self) -> int:
        """End the sandboxes whose makers are dead and which no session has: a killed agent's, for example."""
        return await self._provider.sweep({workspace.sandbox.id for workspace in self._workspaces.values()})

    async def close(self) -> None:
        """Put every sandbox to sleep, but those in which an agent is at work: the next server takes them over."""
        await self._tasks.close()
        sleeping = [self._sleep(workspace) for workspace in list(self._workspaces.values())]
        for failure in await asyncio.gather(*sleeping, return_exceptions=True):
            if isinstance(failure, Exception):
                log.error("a workspace was left awake", exc_info=failure)

    def serve(self, host: SessionHost) -> None:
        """Answer the agent's `workspace.flush` and `workspace.credit`."""

        async def flush(_: dict[str, Any]) -> dict[str, Any]:
            return await self.flush(host)

        async def credit(args: dict[str, Any]) -> dict[str, Any]:
            return await self.credit(host, parsed(CreditCall, args))

        host.calls |= {"workspace.flush": flush, "workspace.credit": credit}

    async def flush(self, host: SessionHost) -> dict[str, Any]:
        """Write the documents as they are into the session's sandbox.

        Returns `{"sandbox_id", "versions"}`.

        Raises:
            WorkspaceUnavailable: with what is wrong and how to mend it.
        """
        workspace, versions = await self._saved(host)
        return {"sandbox_id": workspace.sandbox.id, "versions": versions}

    async def credit(self, host: SessionHost, wanted: CreditCall) -> dict[str, Any]:
        """From here on what programs write is the assistant's, or nobody's again.

        What they wrote to documents before is brought in first. Returns `{"versions", "files"}`: of the documents, and
        the other files (`ChangedFile`) that differ from when the credit began that ends here.

        Raises:
            WorkspaceUnavailable: with what is wrong and how to mend it.
        """
        workspace, versions = await self._saved(host)
        ended, workspace.files.credit = workspace.files.credit, None
        documents, sandbox = host.view.documents.keys(), workspace.sandbox
        files: list[ChangedFile] = []
        try:
            if ended is not None and ended.holds:
                files = await differences(sandbox, ended.before, but=documents | ended.peoples)
            if wanted.change_id is not None:
                before = await recorded(sandbox, but=documents)
                workspace.files.credit = Credit(wanted.change_id, time.monotonic() + wanted.for_s, before)
        except SandboxError as error:
            raise WorkspaceUnavailable(str(error)) from error
        return {"versions": versions, "files": [file.model_dump() for file in files]}

    def changed_by_people(self, session_id: str, *paths: str) -> None:
        """People changed these files: they are nobody else's, whatever runs meanwhile."""
        workspace = self._workspaces.get(session_id)
        if workspace is not None and workspace.files.credit is not None:
            workspace.files.credit.peoples.update(paths)

    async def _saved(self, host: SessionHost) -> tuple[Workspace, dict[str, int]]:
        """The workspace, awake, with the documents in it; their versions."""
        session_id = host.session_id
        async with self._lock(session_id):
            try:
                workspace = self._workspaces.get(session_id)
                if workspace is not None:
                    try:
                        return workspace, await self._save(host, workspace)
                    except SandboxGone as error:
                        log.warning("a sandbox was lost", extra={"session": session_id, "why": str(error)})
                        await self._end(workspace)
                workspace = await self._wake(host)
                return workspace, await self._save(host, workspace)
            except SandboxError as error:
                raise await self._failed(session_id, error) from error

    async def settle(self, host: SessionHost) -> None:
        """Make documents and files the same where a sandbox is awake; one that fails hinders nobody."""
        session_id = host.session_id
        async with self._lock(session_id):
            workspace = self._workspaces.get(session_id)
            try:
                if workspace is not None:
                    await self._save(host, workspace)
            except SandboxError as error:
                await self._failed(session_id, error)

    def awake(self, session_id: str) -> bool:
        """Whether the session has a sandbox now."""
        return session_id in self._workspaces

    def _lock(self, session_id: str) -> asyncio.Lock:
        return self._locks.setdefault(session_id, asyncio.Lock())

    async def _failed(self, session_id: str, error: SandboxError) -> WorkspaceUnavailable:
        log.warning("a sandbox failed", extra={"session": session_id, "code": error.code})
        workspace = self._workspaces.get(session_id)
        # A full workspace works: whoever filled it must be able to make room.
        if workspace is not None and not isinstance(error, WorkspaceFull):
            await self._end(workspace)
        return WorkspaceUnavailable(str(error))

    async def _wake(self, host: SessionHost) -> Workspace:
        session_id = host.session_id
        archive = await asyncio.to_thread(self._store.archive, session_id)
        sandbox = await self._provider.create(session_id)
        try:
            await asyncio.to_thread(self._store.awake, session_id, sandbox.id)
            if archive is not None:
                await sandbox.restore(archive)
        except PathRefused as error:
            log.error("a snapshot cannot be restored", extra={"session": session_id, "why": str(error)})
        except BaseException:
            await sandbox.close()
            raise
        return self._begin(host, sandbox)

    def _begin(self, host: SessionHost, sandbox: Sandbox) -> Workspace:
        workspace = Workspace(host, sandbox, DocumentFiles(sandbox, self._documents))
        self._workspaces[host.session_id] = workspace
        host.kept_by.add(workspace)

        def committed(_: Stored, draft: Draft) -> None:
            if type(draft.event) in HANDED_IN:
                self._tasks.start(self._keep_now(workspace), name="keep the files of a submission")

        workspace.listening = committed
        self._log.listen(host.session_id, committed, HANDED_IN)
        for awake in self.on_awake:
            awake(host, sandbox)
        return workspace

    async def _keep_now(self, workspace: Workspace) -> None:
        async with self._lock(workspace.host.session_id):
            if self._workspaces.get(workspace.host.session_id) is workspace:
                await self._keep(workspace)

    @staticmethod
    async def _save(host: SessionHost, workspace: Workspace) -> dict[str, int]:
        workspace.used_at = time.monotonic()
        return await workspace.files.save(host)

    async def sandbox(self, host: SessionHost) -> Sandbox:
        """The session's sandbox, awake, with the documents in it.

        Raises:
            WorkspaceUnavailable: with what is wrong and how to mend it.
        """
        workspace, _ = await self._saved(host)
        return workspace.sandbox

    def warm(self, host: SessionHost) -> None:
        """Somebody edits: have the sandbox ready for the first run. One that cannot be made is told by that run."""
        session_id, now = host.session_id, time.monotonic()
        if self.awake(session_id) or host.view.status is not SessionStatus.ACTIVE:
            return
        if now - self._warmed_at.get(session_id, -WARM_AGAIN_S) < WARM_AGAIN_S:
            return
        self._warmed_at[session_id] = now
        self._tasks.start(self._warm(host), name="warm a sandbox")

    async def _warm(self, host: SessionHost) -> None:
        try:
            await self._saved(host)
        except AppError as error:
            log.info("a sandbox was not warmed", extra={"session": host.session_id, "why": error.code})
        else:
            self._warmed_at.pop(host.session_id, None)

    def touch(self, session_id: str) -> None:
        """Somebody uses the sandbox: it shall not sleep yet."""
        workspace = self._workspaces.get(session_id)
        if workspace is not None:
            workspace.used_at = time.monotonic()

    async def destroy(self, host: SessionHost) -> None:
        """End a session's sandbox, if it has one; the files of a completed interview are kept."""
        async with self._lock(host.session_id):
            workspace = self._workspaces.get(host.session_id)
            if workspace is not None:
                if host.view.status is SessionStatus.COMPLETED:
                    await self._keep(workspace)
                await self._end(workspace)
        self._locks.pop(host.session_id, None)
        self._warmed_at.pop(host.session_id, None)

    async def _keep(self, workspace: Workspace) -> None:
        """Snapshot the files that are no documents. One that cannot be taken leaves the former in place."""
        session_id, began = workspace.host.session_id, time.monotonic()
        try:
            packed = await workspace.sandbox.snapshot()
            documents = frozenset(workspace.host.view.documents)
            rest = await asyncio.to_thread(without, packed, documents)
            await asyncio.to_thread(self._store.keep, session_id, rest)
        except (SandboxError, OSError) as error:
            log.warning("a workspace was not kept", extra={"session": session_id, "why": str(error)})
        workspace.kept_at = began

    async def _sleep(self, workspace: Workspace) -> None:
        """Keep the files and end the sandbox, unless it is used."""
        session_id = workspace.host.session_id
        async with self._lock(session_id):
            if self._workspaces.get(session_id) is not workspace:
                return
            async with workspace.sandbox.alone() as alone:
                if not alone:
                    workspace.used_at = time.monotonic()
                    return
                try:
                    await workspace.files.save(workspace.host)
                except SandboxError as error:
                    log.warning("documents were not saved", extra={"session": session_id, "why": str(error)})
                except AppError as error:
                    # What programs made of the documents is nowhere else yet.
                    log.warning("a workspace stays awake", extra={"session": session_id, "why": error.code})
                    workspace.used_at = time.monotonic()
                    return
                await self._keep(workspace)
                await self._end(workspace)

    async def _end(self, workspace: Workspace) -> None:
        session_id = workspace.host.session_id
        self._workspaces.pop(session_id, None)
        workspace.host.kept_by.discard(workspace)
        if workspace.listening is not None:
            self._log.unlisten(session_id, workspace.listening)
        try:
            await workspace.sandbox.close()
            await asyncio.to_thread(self._store.asleep, session_id)
        except (SandboxError, OSError) as error:
            log.warning("a sandbox did not close", extra={"session": session_id, "why": str(error)})

    async def sweep(self) -> None:
        """Put to sleep what nobody uses, keep what changes, end what nobody has; runs until cancelled."""
        while True:
            await asyncio.sleep(min(SWEEP_S, self._sleep_after_s / 4, self._keep_after_s / 2))
            for workspace in list(self._workspaces.values()):
                await self._look_after(workspace)
            try:
                await self._sweep_strangers()
            except (SandboxError, OSError) as error:
                log.warning("lost sandboxes could not be ended", extra={"why": str(error)})

    async def _look_after(self, workspace: Workspace) -> None:
        host, now = workspace.host, time.monotonic()
        if host.view.status.over and host.run is None:
            await self.destroy(host)
            return
        if not host.signal_sinks and now - workspace.used_at > self._sleep_after_s:
            await self._sleep(workspace)
        elif workspace.used_at > workspace.kept_at and now - workspace.kept_at > self._keep_after_s:
            await self._keep_now(workspace)

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
