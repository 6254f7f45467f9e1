"""Calls on the files of a Modal sandbox: one short program inside each, which keeps the same rules as `sandbox.files`.

Modal's own calls follow links, wait for FIFOs and know no limit but theirs.
"""

import json
from dataclasses import dataclass

import modal

from sandbox.archive import ArchiveRefused
from sandbox.base import Entry, Limits
from sandbox.errors import FileTooLarge, ModalUnavailable, PathRefused, SandboxError, WorkspaceFull
from sandbox.modal_bundle import ARCHIVE, FILES, program
from sandbox.modal_errors import speaking

WORKSPACE = "/workspace"

_CALL_S = 60.0
_PIECE = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_ENTRY_BYTES = 8 * 1024  # a path of 4,096 bytes, escaped
_REFUSALS = {kind.code: kind for kind in (ArchiveRefused, PathRefused, FileTooLarge, WorkspaceFull, SandboxError)}


@dataclass(frozen=True, slots=True)
class ModalFiles:
    """The workspace of one sandbox, seen from outside."""

    sandbox: modal.Sandbox
    sandbox_id: str

    async def prepare(self, *, uid: int) -> None:
        """Empty the workspace and make it that user's."""
        await self._call("prepare", limit=uid)

    async def read(self, path: str, *, limit_bytes: int) -> bytes:
        """The content of a regular file."""
        return await self._call("read", path, limit=limit_bytes, answer_bytes=limit_bytes)

    async def write(self, path: str, content: bytes, *, mode: int | None, limits: Limits) -> None:
        """Put a whole file in place, if there is room for it beside the old one."""
        room, files = limits.workspace_bytes, limits.inodes
        await self._call("write", path, limit=room, most_files=files, mode=mode, content=content)

    async def delete(self, path: str) -> None:
        """Remove a file or a folder with all it holds."""
        await self._call("delete", path)

    async def listed(self, path: str, *, limit: int) -> list[Entry]:
        """Everything below `path`."""
        found = json.loads(await self._call("list", path, limit=limit, answer_bytes=limit * _ENTRY_BYTES))
        return [Entry(*one) for one in found]

    async def pack(self, limits: Limits) -> bytes:
        """The workspace as an archive."""
        room = limits.workspace_bytes
        return await self._call("pack", limit=room, most_files=limits.inodes, answer_bytes=2 * room)

    async def unpack(self, archive: bytes, limits: Limits) -> None:
        """The workspace from an archive."""
        await self._call("unpack", limit=limits.workspace_bytes, most_files=limits.inodes, content=archive)

    async def _call(
        self,
        op: str,
        path: str = "",
        *,
        limit: int = 0,
        most_files: int = 0,
        mode: int | None = 0,
        content: bytes = b"",
        answer_bytes: int = 0,
    ) -> bytes:
        order = json.dumps(
            {
                "op": op,
                "workspace": WORKSPACE,
                "path": path,
                "limit": limit,
                "most_files": most_files,
                "mode": mode,
                "size_bytes": len(content),
            }
        )
        answer = bytearray()
        room = answer_bytes + _HEAD_BYTES
        async with speaking(f"to {op} a file", limit_s=_CALL_S, sandbox_id=self.sandbox_id):
            modules = ARCHIVE if op in ("pack", "unpack") else FILES
            inside = await self.sandbox.exec.aio(*program(modules), order, text=False, timeout=int(_CALL_S))
            for at in range(0, len(content), _PIECE):
                inside.stdin.write(content[at : at + _PIECE])
                await inside.stdin.drain.aio()
            async for chunk in inside.stdout:
                answer += chunk
                if len(answer) > room:
                    raise SandboxError("the answer about a file is longer than it can be")
        return await self._understood(bytes(answer), inside)

    async def _understood(self, answer: bytes, inside: "modal.container_process.ContainerProcess[bytes]") -> bytes:
        line, found, content = answer.partition(b"\n")
        if not found:
            async with speaking("a file's failure", limit_s=_CALL_S, sandbox_id=self.sandbox_id):
                complaint = await inside.stderr.read.aio()
            said = complaint.decode("utf-8", "replace").strip()[-500:]
            raise ModalUnavailable(f"the program for files inside the Modal sandbox gave no answer: {said}")
        try:
            head = json.loads(line)
            good, size = head["ok"], head["size_bytes"]
        except (ValueError, KeyError, TypeError) as bad:
            raise SandboxError("the program for files inside the Modal sandbox said something unintelligible") from bad
        if good is not True:
            raise _refusal(head)
        if size != len(content):
            raise ModalUnavailable("the answer about a file came only in part")
        return content


def _refusal(head: dict[str, object]) -> SandboxError:
    """The error that was raised inside."""
    failure = _REFUSALS.get(str(head.get("code")), SandboxError)(str(head.get("detail", "")))
    if isinstance(failure, PathRefused):
        failure.reason = str(head.get("reason", "refused"))
    found = head.get("found_bytes")
    if isinstance(failure, FileTooLarge) and type(found) is int:
        failure.size_bytes = found
    return failure
