"""Saves documents into a sandbox that is awake, a moment after the last change."""

import asyncio

from app.core.tasks import TaskScope
from app.services.document_service import DocumentService
from app.services.session_host import SessionHost
from app.services.workspace_service import WorkspaceService

SAVE_AFTER_S = 0.5


class Saving:
    """A timer for each session with unsaved changes; each change puts it off."""

    def __init__(
        self, documents: DocumentService, workspaces: WorkspaceService, *, after_s: float = SAVE_AFTER_S
    ) -> None:
        self._workspaces, self._after_s = workspaces, after_s
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks = TaskScope()
        documents.on_change = self._changed

    async def close(self) -> None:
        """Save no more: the documents are in the log."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        await self._tasks.close()

    def _changed(self, host: SessionHost) -> None:
        timer = self._timers.pop(host.session_id, None)
        if timer is not None:
            timer.cancel()
        if self._workspaces.awake(host.session_id):
            loop = asyncio.get_running_loop()
            self._timers[host.session_id] = loop.call_later(self._after_s, self._save, host)
        else:
            self._workspaces.warm(host)

    def _save(self, host: SessionHost) -> None:
        self._timers.pop(host.session_id, None)
        self._tasks.start(self._workspaces.settle(host), name="save the documents")
