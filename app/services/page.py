"""The built web page: its files in memory, each in the encodings it was compressed to.

They are read once, so that a build that runs meanwhile never shows half of itself.
"""

import hashlib
import json
import logging
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""The encodings that a build prepares, the smallest first."""
HASHED = "assets/"
"""Below it every name holds a hash of its content, so what was fetched once is right for ever."""
ENTRY = "index.html"
MANIFEST = ".vite/manifest.json"
"""What the build says of each source that is loaded on its own: its file, its styles, and what it imports."""


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


@dataclass(frozen=True, slots=True)
class Page:
    """A build of the page."""

    files: Mapping[str, PageFile]
    """By their path in the build; empty when there is none."""
    manifest: Mapping[str, Any]
    """Empty for a build that has none: its page is asked for in more trips."""

    def ahead(self, source: str) -> str:
        """The `Link` header that names the files of a `source` before its importer runs (RFC 8288).

        Without it a browser hears of them only from the entry's script, one trip later.
        """
        first = set(self._needed(ENTRY))
        links = dict.fromkeys(file for file in self._needed(source) if file not in first)
        return ", ".join(
            f"</{file}>; rel=modulepreload"
            if file.endswith(".js")
            else f"</{file}>; rel=preload; as=style; crossorigin"
            for file in links
        )

    def _needed(self, source: str) -> Iterator[str]:
        """The scripts and styles of a source and of all that it imports; the entry, which is there already, ends it."""
        chunk = self.manifest.get(source)
        if chunk is None:
            return
        yield chunk["file"]
        yield from chunk.get("css", [])
        for imported in chunk.get("imports", []):
            if imported != ENTRY:
                yield from self._needed(imported)


def load_page(folder: Path) -> Page:
    """The build in `folder`."""
    if not (folder / ENTRY).is_file():
        log.warning("the web page is not built", extra={"build_it_with": "scripts/web"})
        return Page({}, {})
    compressed = tuple(SUFFIXES.values())
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in compressed]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    files = {name: _load(path, folder) for name, path in names.items() if not name.startswith(".")}
    manifest = folder / MANIFEST
    return Page(files, json.loads(manifest.read_bytes()) if manifest.is_file() else {})


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
