"""What operators ask: health, readiness, metrics, agents."""

from typing import Any

from fastapi import APIRouter, Response

from app.routers.dependencies import ServerCaller, ServicesDep
from app.services.access import Action
from protocol.values import utc_ms

router = APIRouter(tags=["system"])


@router.get("/health")
async def health(services: ServicesDep) -> dict[str, Any]:
    """`healthy` or `degraded`, with the state of each dependency."""
    checks = await services.health.checks()
    healthy = all(check["ok"] for check in checks.values())
    return {"status": "healthy" if healthy else "degraded", "checks": checks, "timestamp": utc_ms()}


@router.get("/ready")
async def ready(services: ServicesDep, response: Response) -> dict[str, Any]:
    """200 when interviews can be held, else 503."""
    blocking = await services.health.blocking()
    if blocking:
        response.status_code = 503
    return {"ready": not blocking, "waiting_for": blocking, "timestamp": utc_ms()}


@router.get("/metrics", response_class=Response)
async def metrics(caller: ServerCaller, services: ServicesDep) -> Response:
    """Prometheus' text format."""
    caller.require(Action.SEE_AGENTS)
    services.health.measure(services.metrics)
    return Response(services.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/ws/agent/status")
async def agents(caller: ServerCaller, services: ServicesDep) -> dict[str, Any]:
    """The agents that run on this server."""
    caller.require(Action.SEE_AGENTS)
    running = services.agents.status()
    return {"count": len(running), "agents": running, "timestamp": utc_ms()}
