"""What the agent asks for about files, on behalf of the assistant."""

from typing import Any

from app.core.errors import Invalid
from app.services.document_service import parsed
from app.services.file_paths import cleaned
from app.services.file_service import FileService
from app.services.session_host import SessionHost
from protocol.facts import ChangedFile, Fact
from protocol.values import Actor, Role


class WriteCall(Fact):
    """The arguments of `file.write`."""

    path: str
    content: str


class PathCall(Fact):
    """The arguments of `file.delete`."""

    path: str


class MoveCall(Fact):
    """The arguments of `file.move`."""

    path: str
    to: str


class TakeBackCall(Fact):
    """The arguments of `file.take_back`."""

    file: ChangedFile


def serve_files(host: SessionHost, files: FileService) -> None:
    """Answer `file.write`, `file.delete`, `file.move` and `file.take_back`; what they do is the assistant's."""

    async def write(args: dict[str, Any]) -> dict[str, Any]:
        call = parsed(WriteCall, args)
        if cleaned(call.path, new=True) in host.view.documents:
            raise Invalid(f"{call.path} is an open document: use doc.edit", code="open_document")
        content = call.content.encode("utf-8", "replace")
        changed = await files.write(host, call.path, content, role=Role.SYSTEM, actor=Actor.ASSISTANT)
        return changed.model_dump()

    async def delete(args: dict[str, Any]) -> dict[str, Any]:
        return (await files.delete(host, parsed(PathCall, args).path, actor=Actor.ASSISTANT)).model_dump()

    async def move(args: dict[str, Any]) -> dict[str, Any]:
        call = parsed(MoveCall, args)
        return (await files.move(host, call.path, call.to, actor=Actor.ASSISTANT)).model_dump()

    async def take_back(args: dict[str, Any]) -> bool:
        return await files.take_back(host, parsed(TakeBackCall, args).file, actor=Actor.ASSISTANT)

    host.calls |= {"file.write": write, "file.delete": delete, "file.move": move, "file.take_back": take_back}
