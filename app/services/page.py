"""The built web page: its files in memory, each in the encodings it was compressed to.

They are read once, so that a build that runs meanwhile never shows half of itself.
"""

import hashlib
import logging
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""The encodings that a build prepares, the smallest first."""
HASHED = "assets/"
"""Below it every name holds a hash of its content, so what was fetched once is right for ever."""
ENTRY = "index.html"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the page."""

    media_type: str
    etag: str
    immutable: bool
    bodies: Mapping[str, bytes]
    """The content by encoding; the plain one is `identity`."""

    def best(self, accepted: str) -> tuple[str, bytes]:
        """The encoding and the body for an `Accept-Encoding` header."""
        wanted = {
            name.strip().lower()
            for name, _, weight in (part.partition(";") for part in accepted.split(","))
            if weight.replace(" ", "") not in {"q=0", "q=0.0"}
        }
        for encoding in SUFFIXES:
            if encoding in wanted and encoding in self.bodies:
                return encoding, self.bodies[encoding]
        return "identity", self.bodies["identity"]


def load_page(folder: Path) -> dict[str, PageFile]:
    """The files of the build in `folder` by their path in it; empty when there is no build."""
    if not (folder / ENTRY).is_file():
        log.warning("the web page is not built", extra={"build_it_with": "scripts/web"})
        return {}
    compressed = tuple(SUFFIXES.values())
    plain = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(folder).as_posix(): _load(path, folder) for path in plain if path.suffix not in compressed}


def _load(path: Path, folder: Path) -> PageFile:
    bodies = {"identity": path.read_bytes()}
    for encoding, suffix in SUFFIXES.items():
        sibling = path.with_name(path.name + suffix)
        if sibling.is_file():
            bodies[encoding] = sibling.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return PageFile(
        media_type="text/javascript" if path.suffix == ".js" else media_type,
        etag=f'"{hashlib.sha256(bodies["identity"]).hexdigest()[:32]}"',
        immutable=path.relative_to(folder).as_posix().startswith(HASHED),
        bodies=bodies,
    )
