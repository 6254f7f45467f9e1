"""What the server refuses, and how it says so. Each error carries data and speaks in `__str__`."""

from protocol.values import LEGAL, SessionStatus


class AppError(Exception):
    """Something a client did or met; `status` is the HTTP status, `code` stays the same for ever."""

    status = 500
    code = "internal_error"

    def headers(self) -> dict[str, str]:
        """What belongs in the answer's head."""
        return {}


class UnknownSession(AppError):
    """No such session, or none that this credential may see."""

    status, code = 404, "unknown_session"

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.session_id = session_id

    def __str__(self) -> str:
        return "there is no such session, or this credential may not see it; create one with POST /api/v1/interview/"


class IllegalTransition(AppError):
    """A status that cannot follow the present one."""

    status, code = 409, "illegal_transition"

    def __init__(self, now: SessionStatus, wanted: SessionStatus) -> None:
        super().__init__(now, wanted)
        self.now, self.wanted = now, wanted

    def __str__(self) -> str:
        legal = sorted(LEGAL[self.now])
        ways = f"it can become {', '.join(legal)}" if legal else "it is over"
        return f"a session that is {self.now} cannot become {self.wanted}; {ways}"


class NotNow(AppError):
    """The session is not in a state for this."""

    status, code = 409, "not_now"

    def __init__(self, what: str, now: SessionStatus) -> None:
        super().__init__(what, now)
        self.what, self.now = what, now

    def __str__(self) -> str:
        return f"{self.what} needs a session at work; this one is {self.now}"


class Unauthorized(AppError):
    """No valid credential."""

    status, code = 401, "unauthorized"

    def __str__(self) -> str:
        return "a valid credential is needed: send 'Authorization: Bearer <API key or session token>'"

    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(AppError):
    """A valid credential of the wrong role."""

    status, code = 403, "forbidden"

    def __init__(self, role: str, what: str) -> None:
        super().__init__(role, what)
        self.role, self.what = role, what

    def __str__(self) -> str:
        return f"the role {self.role} may not {self.what}"


class ForeignOrigin(AppError):
    """A browser page of another origin."""

    status, code = 403, "foreign_origin"

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.origin = origin

    def __str__(self) -> str:
        return f"the origin {self.origin} is not allowed; add it to ALLOWED_ORIGINS"


class TooMany(AppError):
    """Too many requests from one address or connection; `retry_after_s` says when to try again."""

    status, code = 429, "too_many_requests"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return f"too many requests; try again in {self.retry_after_s:.0f} s"

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(max(1, round(self.retry_after_s)))}


class Invalid(AppError):
    """A value that parses and still cannot be taken; `detail` says what to do."""

    status, code = 422, "invalid"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.detail


class NotReady(AppError):
    """Something that will exist later does not exist yet."""

    status, code = 409, "report_not_ready"

    def __str__(self) -> str:
        return "the report is written when the interview ends; wait for the event report_written"


class AgentUnavailable(AppError):
    """The agent of the session could not be started or reached."""

    status, code = 503, "agent_unavailable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return self.detail
