"""After a start: take over the sessions of this node and the agents that still live."""

import logging

from app.core.errors import AppError
from app.models.sessions import Sessions
from app.services.agent_service import AgentService
from app.services.registry import Registry
from protocol.values import SessionStatus

log = logging.getLogger(__name__)

AT_WORK = frozenset({SessionStatus.STARTING, SessionStatus.ACTIVE, SessionStatus.PAUSED, SessionStatus.COMPLETING})


async def recover(sessions: Sessions, registry: Registry, agents: AgentService) -> None:
    """Adopt each living agent; start a new one where it died meanwhile; sweep what nobody owns."""
    rows = [row for row in await sessions.claim() if row.status in AT_WORK]
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
