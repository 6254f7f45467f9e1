"""The prompt texts, read once from the Markdown beside this module."""

from functools import cache
from pathlib import Path

from agent.brains.base import Moment
from protocol.values import Helpfulness, InterviewMode

FOLDER = Path(__file__).parent
CONCLUDE = "conclude"


@cache
def _read(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


def role_text(mode: InterviewMode) -> str:
    """Who speaks, by which rules, in which tone: the same for every session of this mode."""
    return f"{_read('role')}\n\n{_read(f'mode_{mode.value}')}"


def assistant_text(level: Helpfulness) -> str:
    """Who the assistant is and what it may do: the same for every session at this level."""
    return f"{_read('assistant')}\n\n{_read(f'assistant_{level.value}')}"


def moment_text(moment: Moment) -> str:
    """What to say at this kind of moment; the facts of it come separately."""
    return _read(f"moment_{moment.name}")


def author_text(kind: str) -> str:
    """How questions of this kind are written."""
    return f"{_read('author')}\n\n{_read(f'author_{kind}')}"


def prompt_reading_text() -> str:
    """How messages to the assistant are read."""
    return _read("prompt_reading")


def conclude_text() -> str:
    """How to write the prose of a report."""
    return _read(f"moment_{CONCLUDE}")
