"""The downward frames that carry no event, as data."""

from typing import Any

from protocol.frames import downward
from protocol.values import utc_ms


def error_frame(session_id: str, *, code: str, message: str, frame_type: str = "", id_: str | None = None) -> bytes:
    """A refused frame, or a failure: what is wrong and what to do."""
    payload = {"code": code, "message": message, "type": frame_type}
    return downward("error", session_id, payload, timestamp=utc_ms(), id_=id_)


def signal_frame(session_id: str, payload: dict[str, Any], *, id_: str | None = None) -> bytes:
    """A transient hint, or the answer to a frame that carried an `id`."""
    return downward("signal", session_id, payload, timestamp=utc_ms(), id_=id_)


def plain_frame(kind: str, session_id: str, payload: dict[str, Any], *, id_: str | None = None) -> bytes:
    """`connect`, `heartbeat` or `disconnect`."""
    return downward(kind, session_id, payload, timestamp=utc_ms(), id_=id_)
