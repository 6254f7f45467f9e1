"""Log lines: a fact plus values. Never code, a transcript, a prompt, a token or a query string."""

import logging
import sys
from typing import Any, Literal

import orjson

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


class TextFormatter(logging.Formatter):
    """`time level logger: fact key=value …`."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as a line, a traceback below it."""
        line = super().format(record)
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        first, newline, rest = line.partition("\n")
        return f"{first} {extras}{newline}{rest}" if extras else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as a JSON object."""
        fields: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "fact": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(fields, default=str).decode()


def configure_logging(level: str, form: Literal["text", "json"]) -> None:
    """Send every logger to standard error in one form."""
    sink = logging.StreamHandler(sys.stderr)
    sink.setFormatter(
        JsonFormatter() if form == "json" else TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # A query may hold a token, and uvicorn's lines about requests and handshakes print it: they stay off.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
