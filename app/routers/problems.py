"""Every refusal of a REST call as `application/problem+json` (RFC 9457) with a stable `code`."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.core.errors import AppError

log = logging.getLogger(__name__)

CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 400: "bad_request"}


def problem(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem document."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return JSONResponse(body | more, status_code=status, headers=headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error in this form."""

    @app.exception_handler(AppError)
    async def refused(_: Request, error: AppError) -> JSONResponse:
        return problem(error.status, error.code, str(error), headers=error.headers())

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            {"where": ".".join(str(part) for part in one["loc"]), "message": one["msg"], "kind": one["type"]}
            for one in error.errors()
        ]
        first = errors[0]
        return problem(422, "invalid_request", f"{first['where']}: {first['message']}", errors=errors)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        code = CODES.get(error.status_code, "http_error")
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, code, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        log.error("a request failed", extra={"path": request.url.path}, exc_info=error)
        return problem(500, "internal_error", "the server failed at this request; its log says where")
