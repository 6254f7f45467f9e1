"""Is everything there that an interview needs?"""

import shutil
from typing import Any

from app.core.config import ServerSettings
from app.models.database import Database
from app.models.event_log import EventLog
from app.services.agent_service import AgentService
from app.services.bank_service import BankService
from app.services.metrics import Metrics
from app.services.registry import Registry
from app.services.workspace_service import WorkspaceService

LOW_DISK_BYTES = 256 * 1024 * 1024


class Health:
    """Looks at each dependency."""

    def __init__(
        self,
        settings: ServerSettings,
        *,
        database: Database,
        event_log: EventLog,
        registry: Registry,
        agents: AgentService,
        workspaces: WorkspaceService,
        bank: BankService,
    ) -> None:
        self._settings, self._database, self._log = settings, database, event_log
        self._registry, self._agents, self._workspaces, self._bank = registry, agents, workspaces, bank

    async def checks(self) -> dict[str, dict[str, Any]]:
        """`{name: {"ok", "detail"}}`."""
        checks = {"database": await self._check_database(), "storage": self._check_disk()}
        checks["agents"] = self._check_agents()
        checks["sandbox"] = self._workspaces.check()
        checks["questions"] = self._check_bank()
        return checks

    async def blocking(self) -> list[str]:
        """What keeps the server from holding interviews."""
        checks = await self.checks()
        return [name for name in ("database", "agents", "questions") if not checks[name]["ok"]]

    def measure(self, metrics: Metrics) -> None:
        """Set the gauges."""
        metrics.agents.set(len(self._agents.status()))
        metrics.sandboxes.set(self._workspaces.count())
        metrics.sessions.set(len(self._registry))
        metrics.model.measure(self._registry.present())
        metrics.events.set(self._log.committed)
        metrics.restarts.set(self._agents.fork_server_starts)

    async def _check_database(self) -> dict[str, Any]:
        error = await self._database.ping()
        return {"ok": error is None, "detail": error or self._database.name}

    def _check_disk(self) -> dict[str, Any]:
        free = shutil.disk_usage(self._settings.data_dir).free
        return {"ok": free > LOW_DISK_BYTES, "detail": f"{free // 2**20} MiB free"}

    def _check_agents(self) -> dict[str, Any]:
        if self._settings.agent_spawn == "exec":
            return {"ok": True, "detail": "spawned as plain programs"}
        pid = self._agents.fork_server_pid
        return {"ok": pid is not None, "detail": f"fork server {pid}" if pid else "the fork server is being started"}

    def _check_bank(self) -> dict[str, Any]:
        bank = self._bank.bank()
        detail = f"{len(bank.questions)} questions, {len(bank.refused)} refused"
        return {"ok": bool(bank.questions), "detail": detail}
