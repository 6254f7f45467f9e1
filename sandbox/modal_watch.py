"""What happens to the files of a Modal sandbox, told by a program inside that looks at them again and again."""

import asyncio
import json
from collections.abc import AsyncIterator

import modal
from modal.container_process import ContainerProcess

from sandbox.base import FileChange, Limits
from sandbox.errors import ModalUnavailable, SandboxError
from sandbox.modal_bundle import WATCH, program
from sandbox.modal_errors import speaking
from sandbox.modal_files import WORKSPACE
from sandbox.modal_running import ANSWER_S

_SILENCE_S, _LIFE_S = 120.0, 30.0
_LINE_BYTES = 64 * 1024 * 1024


async def watch(sandbox: modal.Sandbox, sandbox_id: str, limits: Limits) -> AsyncIterator[list[FileChange]]:
    """Batches of changes; the first is empty and says that from now on nothing is missed."""
    order = json.dumps({"workspace": WORKSPACE, "limit": limits.inodes, "silence_s": _SILENCE_S})
    async with speaking("to watch the files", limit_s=ANSWER_S, sandbox_id=sandbox_id):
        inside = await sandbox.exec.aio(*program(WATCH), order, text=False)
    living = asyncio.create_task(_keep_alive(inside), name="sign of life to a watcher")
    try:
        buffer = bytearray()
        async with speaking("changes of files", limit_s=None, sandbox_id=sandbox_id):
            async for chunk in inside.stdout:
                buffer += chunk
                if len(buffer) > _LINE_BYTES:
                    raise SandboxError("the program that watches the files says more than it can")
                while (end := buffer.find(b"\n")) >= 0:
                    line = bytes(buffer[:end])
                    del buffer[: end + 1]
                    yield _batch(line)
        raise ModalUnavailable("the program that watches the files has ended")
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        await _end(inside, sandbox_id)


def _batch(line: bytes) -> list[FileChange]:
    try:
        return [FileChange(path=path, kind=kind, moved_from=source) for path, kind, source in json.loads(line)]
    except (ValueError, TypeError) as bad:
        raise SandboxError("the program that watches the files said something unintelligible") from bad


async def _keep_alive(inside: ContainerProcess[bytes]) -> None:
    while True:
        await asyncio.sleep(_LIFE_S)
        async with speaking("a watcher's sign of life", limit_s=ANSWER_S):
            inside.stdin.write(b".")
            await inside.stdin.drain.aio()


async def _end(inside: ContainerProcess[bytes], sandbox_id: str) -> None:
    """Tell it to stop; one that cannot be told stops by itself when it hears nothing."""
    try:
        async with speaking("to end a watch", limit_s=ANSWER_S, sandbox_id=sandbox_id):
            inside.stdin.write_eof()
            await inside.stdin.drain.aio()
    except SandboxError:
        return
