"""Sandboxes that are a dictionary: what is in `files` is on the disk, and programs are the test itself."""

import io
import tarfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import cast

from sandbox.base import Capabilities, Limits, Provider, Sandbox
from sandbox.errors import FileTooLarge, PathRefused, SandboxGone


class Disk:
    """The file calls of a sandbox; `gone` says that it died."""

    def __init__(self, name: str) -> None:
        self.id = name
        self.files: dict[str, bytes] = {}
        self.gone = False
        self.writes = 0

    def text(self, path: str) -> str:
        return self.files[path].decode()

    async def read_file(self, path: str, *, limit_bytes: int = 1024 * 1024) -> bytes:
        self._alive()
        if path not in self.files:
            raise PathRefused(f"there is no {path}")
        if len(self.files[path]) > limit_bytes:
            raise FileTooLarge(path)
        return self.files[path]

    async def write_file(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        self._alive()
        self.writes += 1
        self.files[path] = content

    async def delete(self, path: str) -> None:
        self._alive()
        self.files.pop(path, None)

    async def snapshot(self) -> bytes:
        self._alive()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            for path, content in self.files.items():
                member = tarfile.TarInfo(path)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        return packed.getvalue()

    async def restore(self, archive: bytes) -> None:
        self._alive()
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            files = {member.name: packed.extractfile(member) for member in packed}
            self.files = {path: file.read() for path, file in files.items() if file is not None}

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        yield True

    async def close(self) -> None:
        self.gone = True

    def _alive(self) -> None:
        if self.gone:
            raise SandboxGone("the sandbox is gone")


class Disks:
    """Makes them, and knows each session's newest."""

    def __init__(self) -> None:
        self.made: list[Disk] = []

    def capabilities(self) -> Capabilities:
        return Capabilities(provider="disk", profile="none", memory="none", isolated=True)

    async def create(self, name: str, *, limits: Limits | None = None) -> Sandbox:
        self.made.append(Disk(name))
        return cast("Sandbox", self.made[-1])

    async def sweep(self, living: Iterable[str]) -> int:
        return 0

    def provider(self) -> Provider:
        return cast("Provider", self)
