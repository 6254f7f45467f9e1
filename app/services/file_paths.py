"""Paths that a caller may name, and the sandbox's refusals in the words of the API."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from app.core.errors import AppError
from sandbox.errors import FileTooLarge, PathRefused, SandboxError, WorkspaceFull

MAX_PATH = 4096
MAX_NAME_BYTES = 255
MAX_STEPS = 100

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd\ud800-\udfff]")
_OURS = re.compile(r"(^|/)\.[0-9a-f]{16}\.(part|bin)(/|$)")

_STATUS: dict[str, tuple[int, str]] = {
    "missing": (404, "file_not_found"),
    "outside": (422, "path_outside"),
    "folder": (409, "is_folder"),
    "not_a_file": (409, "not_a_file"),
    "not_a_folder": (409, "not_a_folder"),
    "link": (409, "bad_link"),
    "denied": (409, "no_permission"),
    "bad_name": (422, "bad_name"),
    "refused": (422, "path_refused"),
}


class Guarded(Protocol):
    """What protection asks of a document."""

    readonly: bool


class FileRefused(AppError):
    """A call about a file that cannot be done; `code` tells why."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(status, code, detail)
        self.status, self.code, self.detail = status, code, detail

    def __str__(self) -> str:
        return self.detail


def cleaned(path: str, *, new: bool = False) -> str:
    """A path below the workspace without empty steps; a `new` one has only characters that show.

    Raises:
        FileRefused: `path_outside` or `bad_name`.
    """
    steps = [step for step in path.split("/") if step not in ("", ".")]
    if path.startswith("/") or ".." in steps or not steps:
        raise FileRefused(422, "path_outside", f"{path!r} is no path inside the workspace; name it from its root")
    if "\0" in path or len(path) > MAX_PATH or len(steps) > MAX_STEPS or _too_long(steps):
        raise FileRefused(422, "bad_name", "no file can have this name: it holds a NUL or is too long")
    if new and (_CONTROL.search(path) or _OURS.search(path)):
        raise FileRefused(422, "bad_name", f"{path!r} holds control characters or is reserved; choose another name")
    return "/".join(steps)


def _too_long(steps: list[str]) -> bool:
    return any(len(step.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES for step in steps)


def passing(path: str) -> bool:
    """Whether a path is one of our own unfinished files."""
    return _OURS.search(path) is not None


def shown(path: str) -> str:
    """A path as JSON can hold it: what is no UTF-8 in it is replaced."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_below(path: str, folder: str) -> bool:
    """Whether `path` lies in `folder`, at any depth."""
    return path.startswith(f"{folder}/")


def forbid_removal(path: str, documents: Mapping[str, Guarded]) -> None:
    """Refuse to take away a document of the question, or a folder that holds one.

    Raises:
        FileRefused: `protected_file` (403) or `open_document` (409).
    """
    held = [name for name in documents if name == path or is_below(name, path)]
    for name in held:
        if documents[name].readonly:
            raise protected(name)
    if held:
        raise FileRefused(
            409, "open_document", f"{held[0]} is a document of the question: it can be edited, not moved or deleted"
        )


def protected(path: str) -> FileRefused:
    """The refusal of a change to a read-only document."""
    return FileRefused(403, "protected_file", f"{path} belongs to the question: it can be read but not changed")


@contextmanager
def refusing(path: str) -> Iterator[None]:
    """Turn the sandbox's refusals into answers.

    Raises:
        FileRefused: with the status and code that fit.
    """
    try:
        yield
    except PathRefused as error:
        raise FileRefused(*_STATUS.get(error.reason, _STATUS["refused"]), str(error)) from error
    except FileTooLarge as error:
        raise FileRefused(413, "file_too_large", str(error)) from error
    except WorkspaceFull as error:
        raise FileRefused(507, "workspace_full", f"no room is left for {path!r}: delete what is not needed") from error
    except SandboxError as error:
        raise FileRefused(503, "workspace_unavailable", str(error)) from error
