"""Which failures of the model pass by themselves, and how long to wait for it. Pure."""

from enum import StrEnum

MAX_RETRY_AFTER_S = 30.0
FIRST_WAIT_S = 0.5
MAX_WAIT_S = 8.0


class FaultKind(StrEnum):
    """Why a request to the model brought no usable reply."""

    UNREACHABLE = "unreachable"
    CUT = "cut"
    STALLED = "stalled"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server_error"
    SPEND_LIMIT = "spend_limit"
    BILLING = "billing"
    KEY_REFUSED = "key_refused"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    BAD_REQUEST = "bad_request"
    BUDGET_SPENT = "budget_spent"
    OUT_OF_TIME = "out_of_time"
    LEAK = "leak"


TRANSIENT = frozenset(
    {
        FaultKind.UNREACHABLE,
        FaultKind.CUT,
        FaultKind.STALLED,
        FaultKind.RATE_LIMITED,
        FaultKind.OVERLOADED,
        FaultKind.SERVER_ERROR,
    }
)

REASONS: dict[FaultKind, str] = {
    FaultKind.UNREACHABLE: "the model's service could not be reached",
    FaultKind.CUT: "the model's reply was cut off",
    FaultKind.STALLED: "the model's reply stalled",
    FaultKind.RATE_LIMITED: "the model's service is limiting our requests",
    FaultKind.OVERLOADED: "the model's service is overloaded",
    FaultKind.SERVER_ERROR: "the model's service had an error",
    FaultKind.SPEND_LIMIT: "the account's spending limit at the model's service is reached",
    FaultKind.BILLING: "the account at the model's service has a billing problem",
    FaultKind.KEY_REFUSED: "the model's service refused the API key",
    FaultKind.FORBIDDEN: "the API key may not use this model",
    FaultKind.NOT_FOUND: "the model's service does not know this model or address",
    FaultKind.TOO_LARGE: "the request was too large for the model's service",
    FaultKind.BAD_REQUEST: "the model's service did not accept the request",
    FaultKind.BUDGET_SPENT: "the session's budget for the model is spent",
    FaultKind.OUT_OF_TIME: "the model did not answer in time",
    FaultKind.LEAK: "the request held something that no model may see, and was not sent",
}

_BY_TYPE: dict[str, FaultKind] = {
    "rate_limit_error": FaultKind.RATE_LIMITED,
    "overloaded_error": FaultKind.OVERLOADED,
    "api_error": FaultKind.SERVER_ERROR,
    "timeout_error": FaultKind.SERVER_ERROR,
    "conflict_error": FaultKind.SERVER_ERROR,
    "billing_error": FaultKind.BILLING,
    "authentication_error": FaultKind.KEY_REFUSED,
    "permission_error": FaultKind.FORBIDDEN,
    "not_found_error": FaultKind.NOT_FOUND,
    "request_too_large": FaultKind.TOO_LARGE,
    "invalid_request_error": FaultKind.BAD_REQUEST,
}
_BY_STATUS: dict[int, FaultKind] = {
    401: FaultKind.KEY_REFUSED,
    402: FaultKind.BILLING,
    403: FaultKind.FORBIDDEN,
    404: FaultKind.NOT_FOUND,
    408: FaultKind.SERVER_ERROR,
    409: FaultKind.SERVER_ERROR,
    413: FaultKind.TOO_LARGE,
    429: FaultKind.RATE_LIMITED,
    529: FaultKind.OVERLOADED,
}


class ModelFailed(Exception):
    """No usable reply came; the text is safe to show: it holds no key, no prompt and no reply."""

    def __init__(self, kind: FaultKind) -> None:
        super().__init__(kind)
        self.kind = kind

    def __str__(self) -> str:
        return REASONS[self.kind]


def classify(status: int, error_type: str | None, error_code: str | None) -> FaultKind:
    """The kind of an error answer.

    `status` is 200 for an `error` event in the middle of a stream, so the body's own type counts
    first. A spending limit comes as 429 but does not pass, however often one asks.
    """
    if error_code is not None and "spend_limit" in error_code:
        return FaultKind.SPEND_LIMIT
    by_type = _BY_TYPE.get(error_type or "")
    if by_type is not None:
        return by_type
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return FaultKind.BAD_REQUEST if 400 <= status < 500 else FaultKind.SERVER_ERROR


def wait_s(attempt: int, *, retry_after_s: float | None, jitter: float) -> float:
    """How long to wait after failed attempt number `attempt` (from 0).

    The server's own wish counts, up to 30 s; otherwise the wait doubles up to 8 s. `jitter` in
    [0, 1) spreads the sessions that failed together: up to a quarter less of our own wait, up to a
    tenth more of the server's.
    """
    if retry_after_s is not None and retry_after_s >= 0:
        return min(retry_after_s * (1 + 0.1 * jitter), MAX_RETRY_AFTER_S)
    return min(FIRST_WAIT_S * 2.0**attempt, MAX_WAIT_S) * (1 - 0.25 * jitter)
