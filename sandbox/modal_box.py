"""One Modal sandbox: programs and terminals through the one that stands inside, files by our rules."""

import asyncio
import json
import math
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from typing import Protocol

import modal

from sandbox import toolchain
from sandbox.base import Capabilities, Entry, ExecResult, FileChange, Limits
from sandbox.modal_bundle import AGENT, program
from sandbox.modal_errors import speaking
from sandbox.modal_files import WORKSPACE, ModalFiles
from sandbox.modal_frames import frame
from sandbox.modal_running import ANSWER_S, WINDOW_BYTES, ModalRunning
from sandbox.modal_terminal import SILENCE_S, ModalTerminal
from sandbox.modal_watch import watch
from sandbox.profile import Task, environment, rlimits, shell_of, task_of

_GRACE_S = 30.0
_ARGUMENT_BYTES = 32 * 1024  # Modal takes 64 KiB of arguments in all
_ENDLESS = 2**62
_TOOLS = toolchain.environment(
    {f"{toolchain.INSIDE}/{part}": toolchain.FOR_ALL_USERS for part in toolchain.PARTS},
    isolated=True,
    search_path="/usr/local/bin:/usr/bin:/bin",
)


class Keeper(Protocol):
    """What a sandbox needs from its provider."""

    def capabilities(self) -> Capabilities:
        """What isolates it."""

    def bar(self, name: str) -> int | None:
        """Keep others from attaching until the descriptor is closed; None while somebody is attached."""

    async def end(self, sandbox: modal.Sandbox, name: str) -> None:
        """End it, and throw its files away."""


class ModalSandbox:
    """One isolated workspace at Modal; made by `ModalProvider`."""

    def __init__(
        self,
        name: str,
        sandbox: modal.Sandbox,
        provider: Keeper,
        *,
        limits: Limits,
        owned: bool,
        lease: ExitStack | None = None,
    ) -> None:
        """`lease` is let go of when this is closed."""
        self._name, self._sandbox, self._provider = name, sandbox, provider
        self._limits, self._owned = limits, owned
        self._files = ModalFiles(sandbox, name)
        self._running: set[ModalRunning] = set()
        self._lease = lease or ExitStack()

    @property
    def id(self) -> str:
        """Names this sandbox to `ModalProvider.attach`."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What isolates it."""
        return self._provider.capabilities()

    async def exec(
        self,
        argv: Sequence[str],
        *,
        stdin: bytes = b"",
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        wall_s: float | None = None,
        cpu_s: int | None = None,
        output_bytes: int | None = None,
    ) -> ExecResult:
        """Run a program to its end; nothing it started survives.

        Raises:
            SandboxError: when it could not be started for a reason of ours.
        """
        kept = {1: bytearray(), 2: bytearray()}
        task = task_of(self._limits, argv, cwd=cwd, env=env, wall_s=wall_s, cpu_s=cpu_s, output_bytes=output_bytes)
        order = {**_order(task), "credit": task.output_bytes + 1, "has_input": bool(stdin)}
        async with self._execution(order) as running:
            if stdin:
                await running.send(stdin)
                await running.end_input()
            async for number, chunk in running.output():
                kept[number] += chunk
            result = await running.wait()
        return replace(result, out=bytes(kept[1]), err=bytes(kept[2]))

    @asynccontextmanager
    async def stream(
        self,
        argv: Sequence[str],
        *,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        wall_s: float | None = None,
        cpu_s: int | None = None,
        output_bytes: int | None = None,
    ) -> AsyncIterator[ModalRunning]:
        """Run a program and talk with it; leaving the context ends it."""
        task = task_of(self._limits, argv, cwd=cwd, env=env, wall_s=wall_s, cpu_s=cpu_s, output_bytes=output_bytes)
        async with self._execution(_order(task)) as running:
            yield running

    async def open_terminal(self, *, rows: int = 24, columns: int = 80) -> ModalTerminal:
        """A new terminal; what it starts shares the network and the files with every other exec.

        When nobody is heard of for `SILENCE_S` seconds, because the server died, it ends itself.
        """
        task = replace(shell_of(self._limits, ["bash", "-l"], path="/bin/bash"), output_bytes=_ENDLESS)
        order = _order(task) | {"wall_s": None, "silence_s": SILENCE_S, "window": [rows, columns]}
        running = await self._begun(order)
        return ModalTerminal(running, on_end=lambda: self._running.discard(running))

    def watch(self) -> AsyncIterator[list[FileChange]]:
        """What happens to the files, in batches, until the iterator is closed; the first batch is empty."""
        return watch(self._sandbox, self.id, self._limits)

    @asynccontextmanager
    async def _execution(self, order: dict[str, object]) -> AsyncIterator[ModalRunning]:
        running = await self._begun(order)
        try:
            yield running
        finally:
            self._running.discard(running)
            await running.finish()

    async def _begun(self, order: dict[str, object]) -> ModalRunning:
        wall_s, room = order["wall_s"], order["output_bytes"]
        assert isinstance(wall_s, float | int | None)
        assert isinstance(room, int)
        text = json.dumps(order)
        short = len(text) <= _ARGUMENT_BYTES
        limit_s = None if wall_s is None else wall_s + _GRACE_S
        async with speaking("to start a program", limit_s=ANSWER_S, sandbox_id=self.id):
            inside = await self._sandbox.exec.aio(
                *program(AGENT),
                text if short else "-",
                text=False,
                timeout=None if limit_s is None else math.ceil(limit_s),
            )
            if not short:
                inside.stdin.write(frame("o", text.encode()))
                await inside.stdin.drain.aio()
        running = ModalRunning(
            inside,
            sandbox_id=self.id,
            limit_s=limit_s,
            output_bytes=room,
            acknowledges=order["credit"] != room + 1,
        )
        running.begin()
        self._running.add(running)
        return running

    async def read_file(self, path: str, *, limit_bytes: int = 1024 * 1024) -> bytes:
        """The content of a regular file.

        Raises:
            PathRefused: for a path that leads out, a special file, or a missing one.
            FileTooLarge: over the limit.
        """
        return await self._files.read(path, limit_bytes=limit_bytes)

    async def write_file(self, path: str, content: bytes, *, mode: int | None = None) -> None:
        """Create or replace a file; folders on the way are made; a link is replaced, never followed."""
        await self._files.write(path, content, mode=mode, limits=self._limits)

    async def delete(self, path: str) -> None:
        """Remove a file or a folder with all it holds."""
        await self._files.delete(path)

    async def list_files(self, path: str = "", *, limit: int = 10_000) -> list[Entry]:
        """Everything below `path`, depth first, sorted, never through a link."""
        return await self._files.listed(path, limit=limit)

    async def snapshot(self) -> bytes:
        """The workspace's regular files, folders and links as a tar archive (POSIX pax, gzip)."""
        return await self._files.pack(self._limits)

    async def restore(self, archive: bytes) -> None:
        """Replace the workspace's content by a snapshot; members that lead out are refused."""
        await self._files.unpack(archive, self._limits)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Nobody attaches from another process meanwhile; false, and nothing barred, while somebody is attached."""
        barred = self._provider.bar(self.id)
        try:
            yield barred is not None
        finally:
            if barred is not None:
                os.close(barred)

    async def close(self) -> None:
        """End every program and throw the workspace away; if another process made it, end only our programs."""
        with self._lease:
            await asyncio.gather(*(running.finish() for running in list(self._running)))
            if self._owned:
                await self._provider.end(self._sandbox, self.id)


def _order(task: Task) -> dict[str, object]:
    """What the program inside is told (`sandbox.inside.pty_spawn.Order`)."""
    limits = task.limits
    return {
        "argv": list(task.argv),
        "env": environment(replace(task, env={**_TOOLS, **task.env}), home=WORKSPACE, tmp="/tmp"),  # noqa: S108 - the sandbox's own
        "cwd": f"{WORKSPACE}/{task.cwd}".rstrip("/"),
        "workspace": WORKSPACE,
        "limits": rlimits(task),
        "wall_s": task.wall_s,
        "silence_s": None,
        "memory_bytes": limits.memory_bytes,
        "workspace_bytes": limits.workspace_bytes,
        "workspace_files": limits.inodes,
        "output_bytes": task.output_bytes,
        "credit": min(task.output_bytes + 1, WINDOW_BYTES),
        "has_input": True,
        "window": None,
    }
