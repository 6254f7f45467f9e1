"""A terminal's recording as asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/)."""

from collections.abc import AsyncIterator
from datetime import datetime

import orjson

from app.core.errors import AppError
from app.models.event_log import EventLog
from app.services.session_host import SessionHost
from protocol.events import TerminalInput, TerminalOutput, TerminalResized
from protocol.frames import Envelope
from protocol.values import Sight

PAGE = 1000
KINDS = frozenset({"terminal_resized", "terminal_output", "terminal_input"})


class NoRecording(AppError):
    """Nothing was recorded under this name."""

    status, code = 404, "no_recording"

    def __init__(self, terminal: str) -> None:
        super().__init__(terminal)
        self.terminal = terminal

    def __str__(self) -> str:
        return f"no terminal {self.terminal!r} was opened in this session"


class Cast:
    """Reads one terminal's events out of the log, a page at a time; times are interview time."""

    def __init__(self, host: SessionHost, event_log: EventLog, *, terminal: str, sight: Sight) -> None:
        self._host, self._log, self._terminal, self._sight = host, event_log, terminal, sight

    async def lines(self) -> AsyncIterator[bytes]:
        """The header, then a line for each event; text that was not recorded is a marker."""
        began_ms: int | None = None
        async for envelope in self._envelopes():
            event = envelope.event
            if began_ms is None:
                if not isinstance(event, TerminalResized):
                    continue
                began_ms = envelope.elapsed_ms
                yield _header(event, envelope.timestamp)
                continue
            at = max(0, envelope.elapsed_ms - began_ms) / 1000
            match event:
                case TerminalOutput():
                    if event.text:
                        yield _line(at, "o", event.text)
                    if event.truncated:
                        yield _line(at, "m", f"{event.truncated} bytes were not recorded")
                case TerminalInput():
                    yield _line(at, "i", f"{event.text}\r")
                case TerminalResized():
                    yield _line(at, "r", f"{event.columns}x{event.rows}")
        if began_ms is None:
            raise NoRecording(self._terminal)

    async def _envelopes(self) -> AsyncIterator[Envelope]:
        after, head = 0, self._host.view.head
        while after < head:
            page = await self._log.read(self._host.session_id, after=after, limit=PAGE, sight=self._sight)
            for stored in page:
                if stored.event_type not in KINDS or stored.seq > head:
                    continue
                envelope = Envelope.read(stored.frame)
                if getattr(envelope.event, "terminal", None) == self._terminal:
                    yield envelope
            if len(page) < PAGE:
                return
            after = page[-1].seq


def _header(event: TerminalResized, timestamp: str) -> bytes:
    header = {
        "version": 2,
        "width": event.columns,
        "height": event.rows,
        "timestamp": int(datetime.fromisoformat(timestamp).timestamp()),
        "title": event.terminal,
        "env": {"TERM": "xterm-256color"},
    }
    return orjson.dumps(header) + b"\n"


def _line(at: float, kind: str, text: str) -> bytes:
    return orjson.dumps([at, kind, text]) + b"\n"
