"""What stands before every REST call: the origin, the rate, the measurement."""

import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import AppError, ForeignOrigin, TooMany
from app.core.limits import AddressLimit
from app.core.security import origin_allowed
from app.routers.problems import problem
from app.services.container import Services

UNLIMITED = frozenset({"/health", "/ready", "/metrics"})
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


class Guard:
    """Refuses foreign pages and floods; counts and times the rest."""

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app, self._services = app, services
        self._limit = AddressLimit(services.settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check(request)
        except AppError as error:
            await problem(error.status, error.code, str(error), headers=error.headers())(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), *SAFE_HEADERS]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            metrics = self._services.metrics
            metrics.requests.labels(request.method, route, status).inc()
            metrics.seconds.labels(route).observe(time.perf_counter() - began)

    def _check(self, request: Request) -> None:
        settings = self._services.settings
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        if not origin_allowed(origin, host=host, allowed=settings.allowed_origins, public_url=settings.base_url):
            raise ForeignOrigin(origin or "")
        if request.url.path in UNLIMITED:
            return
        wait_s = self._limit.wait_s(request.client.host if request.client else "unknown")
        if wait_s:
            raise TooMany(wait_s)
