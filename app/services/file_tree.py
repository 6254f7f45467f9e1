"""Pages of a tree: its order, its cursors, and what is told of an entry."""

import base64
import binascii
from collections.abc import Mapping

from app.core.errors import Invalid
from app.models.files import EntryOut
from app.services.file_paths import Guarded, shown
from sandbox.base import Entry


def entry_out(entry: Entry, documents: Mapping[str, Guarded]) -> EntryOut:
    """An entry as a front end sees it."""
    document, path = documents.get(entry.path), shown(entry.path)
    return EntryOut(
        path=path,
        kind=entry.kind,
        size_bytes=entry.size_bytes,
        document=document is not None,
        readonly=document is not None and document.readonly,
        usable=path == entry.path,
    )


def tree_order(path: str) -> list[str]:
    """Depth first, each folder sorted: as sandboxes list."""
    return path.split("/")


def cursor_of(path: str) -> str:
    """The cursor of the page after `path`."""
    return base64.urlsafe_b64encode(path.encode("utf-8", "surrogateescape")).decode()


def path_of(cursor: str) -> str:
    """The path that a cursor comes after.

    Raises:
        Invalid: for a cursor that we did not give.
    """
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError) as error:
        raise Invalid("this cursor is none of ours: take it from `next`", code="bad_cursor") from error
