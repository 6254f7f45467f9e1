"""What routes take from a request: the services, and who is calling."""

from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from app.core.security import bearer, is_local
from app.services.access import Action, Caller
from app.services.container import Services
from app.services.session_host import SessionHost
from protocol.values import SESSION_ID


def services_of(connection: HTTPConnection) -> Services:
    """The services of this server."""
    return cast("Services", connection.app.state.services)


def credential_of(connection: HTTPConnection) -> str | None:
    """The credential a request carries: the bearer header, or the query's `token`."""
    return bearer(connection.headers) or connection.query_params.get("token") or None


def local(connection: HTTPConnection) -> bool:
    """Whether the request comes from this machine and was meant for it."""
    return is_local(connection.client.host if connection.client else None, connection.headers)


async def services_here(connection: HTTPConnection) -> Services:
    """The same for a route; FastAPI would call a plain function in a thread."""
    return services_of(connection)


ServicesDep = Annotated[Services, Depends(services_here)]
SessionIdPath = Annotated[str, Path(pattern=SESSION_ID.pattern, description="the session's UUID")]


async def server_caller(connection: HTTPConnection, services: ServicesDep) -> Caller:
    """The holder of the API key, or this machine's user in local mode."""
    return services.access.server_caller(credential_of(connection), local=local(connection))


async def session_caller(session_id: SessionIdPath, connection: HTTPConnection, services: ServicesDep) -> Caller:
    """Who calls about one session."""
    return await services.access.session_caller(session_id, credential_of(connection), local=local(connection))


async def session_host(session_id: SessionIdPath, caller: "SessionCaller", services: ServicesDep) -> SessionHost:
    """The session, for somebody who may see it."""
    caller.require(Action.SEE)
    return await services.registry.get(session_id)


ServerCaller = Annotated[Caller, Depends(server_caller)]
SessionCaller = Annotated[Caller, Depends(session_caller)]
Host = Annotated[SessionHost, Depends(session_host)]
