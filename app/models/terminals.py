"""What the REST calls about terminals give, and the text frames that go down to a terminal's connection."""

from typing import Any

import orjson
from pydantic import BaseModel


class TerminalOut(BaseModel):
    """An open terminal: its size, and how many connections type in it or look at it."""

    name: str
    rows: int
    columns: int
    writers: int
    watchers: int


def control_frame(kind: str, **fields: Any) -> bytes:
    """A text frame of the terminal's connection: one JSON object with its `type`."""
    return orjson.dumps({"type": kind, **fields})
