"""After a start: take over the sessions of this node and the agents that still live."""

import logging

from app.core.errors import AppError
from app.models.sessions import Sessions
from app.services.agent_service import AgentService
from app.services.registry import Registry
from app.services.workspace_service import WorkspaceService
from protocol.values import SessionStatus

log = logging.getLogger(__name__)

AT_WORK = frozenset({SessionStatus.STARTING, SessionStatus.ACTIVE, SessionStatus.PAUSED, SessionStatus.COMPLETING})


async def recover(sessions: Sessions, registry: Registry, agents: AgentService, workspaces: WorkspaceService) -> None:
    """Adopt each living sandbox and agent; start a new agent where it died meanwhile; sweep what nobody owns."""
    claimed = await sessions.claim()
    await workspaces.take_over([await registry.get(row.id) for row in claimed if workspaces.recorded(row.id)])
    rows = [row for row in claimed if row.status in AT_WORK]
    lost = []
    for row in rows:
        host = await registry.get(row.id)
        if not await agents.adopt(host, generation=row.generation, acked=row.acked):
            lost.append(host)
    swept = await agents.sweep({row.id for row in rows})
    for host in lost:
        try:
            await agents.restart(host, "it was gone when the server came back")
        except AppError as error:
            log.error("an agent could not be started again", extra={"session": host.session_id, "why": str(error)})
    if rows or swept:
        log.info("recovered", extra={"adopted": len(rows) - len(lost), "restarted": len(lost), "swept": swept})
