"""What the REST calls about a workspace's files take and give."""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from app.models.interview import Body

FILE_LIMIT = 2 * 1024 * 1024
"""Bytes of a file that is read or written through the API."""

Encoding = Literal["utf-8", "base64"]


class EntryOut(BaseModel):
    """A file or folder; `usable` is False for a name that is no UTF-8, which no call can name."""

    path: str
    kind: str
    size_bytes: int
    document: bool = False
    readonly: bool = False
    usable: bool = True


class TreeOut(BaseModel):
    """A page of the tree, depth first; `next` is the cursor of the following page."""

    entries: list[EntryOut]
    next: str | None = None


class FileOut(BaseModel):
    """A file's content; `version` is that of an open document."""

    path: str
    content: str
    encoding: Encoding
    size_bytes: int
    document: bool = False
    readonly: bool = False
    version: int | None = None


class ChangedOut(BaseModel):
    """What a call did; `version` is that of an open document."""

    path: str
    kind: Literal["write", "create", "delete", "move"]
    size_bytes: int = 0
    version: int | None = None
    moved_from: str | None = None


class FileIn(Body):
    """The whole content of a file."""

    content: str
    encoding: Encoding = "utf-8"


class NewFileIn(Body):
    """What a path shall become: a new file, a new folder, or, with `move_to`, that other path."""

    content: str | None = None
    encoding: Encoding = "utf-8"
    folder: bool = False
    move_to: str | None = Field(default=None, min_length=1, max_length=4096)

    @model_validator(mode="after")
    def _one_wish(self) -> Self:
        if (self.content is not None) + self.folder + (self.move_to is not None) > 1:
            raise ValueError("send content, folder or move_to, one of them")
        return self


WatchMessage = dict[str, Any]
"""`{type: write|create|delete|move, path, content?, by}`, or `{type: many, count, paths, by}`."""
