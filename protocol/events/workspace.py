"""Facts of the workspace: what happened to its files, and what was said in its terminals."""

from typing import Literal

from pydantic import Field

from protocol.facts import EventBody
from protocol.values import Actor

MAX_LOGGED_CONTENT = 64 * 1024
"""Bytes (UTF-8) of a file's content that a `file_changed` still carries."""


class FileChanged(EventBody):
    """A file or folder of the workspace that is no document of the question was changed.

    `content` is the text that it has now; None for what is no text, is over the limit, or came in a flood.
    After a `move`, `moved_from` is where it was.
    """

    event_type: Literal["file_changed"] = "file_changed"
    actor: Actor = Actor.PROGRAM
    path: str
    kind: Literal["write", "create", "delete", "move"]
    folder: bool = False
    size_bytes: int = Field(default=0, ge=0)
    content: str | None = None
    moved_from: str | None = None


class FilesChanged(EventBody):
    """Programs changed more files in a second than are told one by one: how many, and some of them."""

    event_type: Literal["files_changed"] = "files_changed"
    actor: Actor = Actor.PROGRAM
    count: int = Field(ge=1)
    paths: list[str] = Field(default_factory=list)


class TerminalResized(EventBody):
    """A terminal has this size from here on; its first such event says that its shell was started."""

    event_type: Literal["terminal_resized"] = "terminal_resized"
    actor: Actor = Actor.CANDIDATE
    terminal: str
    rows: int = Field(ge=1)
    columns: int = Field(ge=1)


class TerminalOutput(EventBody):
    """What a terminal showed, at most a few events a second; what is no UTF-8 is replaced.

    `truncated` counts the bytes left out just after `text`, because they came faster than is recorded.
    """

    event_type: Literal["terminal_output"] = "terminal_output"
    actor: Actor = Actor.PROGRAM
    terminal: str
    text: str
    truncated: int = Field(default=0, ge=0)


class TerminalInput(EventBody):
    """A line typed into a terminal; none while the terminal hides what is typed."""

    event_type: Literal["terminal_input"] = "terminal_input"
    actor: Actor = Actor.CANDIDATE
    terminal: str
    text: str
    truncated: int = Field(default=0, ge=0)
