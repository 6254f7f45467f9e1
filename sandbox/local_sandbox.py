"""One sandbox on this machine: programs through its provider's profile, files through its holder."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Protocol, TypeVar

from sandbox import files
from sandbox.archive import pack, unpack
from sandbox.base import Capabilities, Entry, ExecResult, FileChange
from sandbox.child import Launch
from sandbox.errors import SandboxError, SandboxGone
from sandbox.execution import Execution
from sandbox.profile import SEARCH_PATH, Task, shell_of, task_of
from sandbox.state import Record
from sandbox.syscalls import acting_as
from sandbox.terminal import LocalTerminal
from sandbox.watching import Watch

_T = TypeVar("_T")


class Keeper(Protocol):
    """What a sandbox needs from its provider."""

    def capabilities(self) -> Capabilities:
        """What isolates it."""

    def launch(self, record: Record, task: Task) -> AbstractContextManager[Launch]:
        """How to start a program in it."""

    def watching(self, record: Record) -> AbstractContextManager[None]:
        """Bounds its memory while a program runs."""

    def oom_kills(self, record: Record) -> int:
        """How often it was over its memory so far."""

    def bar(self, record: Record) -> int | None:
        """Keep others from attaching until the descriptor is closed; None while somebody is attached."""

    async def end(self, record: Record) -> None:
        """End it and give back what it had."""


class LocalSandbox:
    """One isolated workspace on this machine; made by `LocalProvider`."""

    def __init__(self, record: Record, provider: Keeper, *, owned: bool, lease: ExitStack | None = None) -> None:
        """`lease` is let go of when this is closed."""
        self._record, self._provider, self._owned = record, provider, owned
        self._lease = lease or ExitStack()
        self._running: set[Execution] = set()
        self._terminals: set[LocalTerminal] = set()

    @property
    def id(self) -> str:
        """Names this sandbox to `LocalProvider.attach`."""
        return self._record.id

    @property
    def capabilities(self) -> Capabilities:
        """What isolates it."""
        return replace(self._provider.capabilities(), profile=self._record.profile)

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
        task = task_of(
            self._record.limits, argv, cwd=cwd, env=env, wall_s=wall_s, cpu_s=cpu_s, output_bytes=output_bytes
        )
        async with self._execution(task, with_input=bool(stdin)) as running:
            running.feed(stdin)
            await running.end_input()
            async for number, chunk in running.output():
                kept[number] += chunk
            result = await self._outcome(running)
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
    ) -> AsyncIterator[Execution]:
        """Run a program and talk with it; leaving the context ends it."""
        task = task_of(
            self._record.limits, argv, cwd=cwd, env=env, wall_s=wall_s, cpu_s=cpu_s, output_bytes=output_bytes
        )
        async with self._execution(task, with_input=True) as running:
            yield running

    async def open_terminal(self, *, rows: int = 24, columns: int = 80) -> LocalTerminal:
        """A new terminal; what it starts shares the network and the files with every other exec."""
        record = self._record
        if not record.alive():
            raise SandboxGone(f"the sandbox {record.id} has ended")
        shell = shutil.which("bash", path=SEARCH_PATH) or "/bin/sh"
        task = shell_of(record.limits, ["setsid", "--ctty", shell, "-l"], path=shell)
        while_open = ExitStack()
        while_open.enter_context(self._provider.watching(record))
        try:
            terminal = LocalTerminal(
                self._provider.launch(record, task),
                rows=rows,
                columns=columns,
                owner=record.uid,
                isolated=record.holder is not None,
                on_end=while_open.close,
            )
        except BaseException:
            while_open.close()
            raise
        self._terminals.add(terminal)
        while_open.callback(self._terminals.discard, terminal)
        return terminal

    @asynccontextmanager
    async def _execution(self, task: Task, *, with_input: bool) -> AsyncIterator[Execution]:
        record = self._record
        if not record.alive():
            raise SandboxGone(f"the sandbox {record.id} has ended")
        running = Execution(
            wall_s=task.wall_s,
            output_bytes=task.output_bytes,
            oom_kills=lambda: self._provider.oom_kills(record),
        )
        with self._provider.watching(record):
            with self._provider.launch(record, task) as launch:
                running.start(launch, with_input=with_input)
            self._running.add(running)
            try:
                yield running
            finally:
                self._running.discard(running)
                await running.finish()

    async def _outcome(self, running: Execution) -> ExecResult:
        try:
            return await running.wait()
        except SandboxError as failure:
            if not self._record.alive():
                raise SandboxGone(f"the sandbox {self.id} ended meanwhile") from failure
            raise

    async def read_file(self, path: str, *, limit_bytes: int = 1024 * 1024) -> bytes:
        """The content of a regular file.

        Raises:
            PathRefused: for a path that leads out, a special file, or a missing one.
            FileTooLarge: over the limit.
        """
        return await self._in_workspace(lambda root: files.read(root, path, limit_bytes=limit_bytes))

    async def write_file(self, path: str, content: bytes, *, mode: int | None = None) -> None:
        """Create or replace a file; folders on the way are made; a link is replaced, never followed."""
        await self._in_workspace(lambda root: files.write(root, path, content, mode=mode))

    async def delete(self, path: str) -> None:
        """Remove a file or a folder with all it holds."""
        await self._in_workspace(lambda root: files.delete(root, path))

    async def list_files(self, path: str = "", *, limit: int = 10_000) -> list[Entry]:
        """Everything below `path`, depth first, sorted, never through a link."""
        return await self._in_workspace(lambda root: files.listed(root, path, limit=limit))

    def watch(self) -> AsyncIterator[list[FileChange]]:
        """What happens to the files, in batches, until the iterator is closed.

        The first batch is empty: from then on nothing is missed.

        Raises:
            SandboxGone: when the sandbox ends.
        """
        return Watch(self._in_workspace, limit=self._record.limits.inodes).changes()

    async def snapshot(self) -> bytes:
        """The workspace's regular files, folders and links as a tar archive (POSIX pax, gzip)."""
        return await self._in_workspace(lambda root: pack(root, self._record.limits))

    async def restore(self, archive: bytes) -> None:
        """Replace the workspace's content by a snapshot; members that lead out are refused."""
        await self._in_workspace(lambda root: unpack(root, archive, self._record.limits))

    async def _in_workspace(self, work: Callable[[int], _T]) -> _T:
        def there() -> _T:
            with self._workspace() as root, acting_as(self._record.uid):
                return work(root)

        return await asyncio.to_thread(there)

    @contextmanager
    def _workspace(self) -> Iterator[int]:
        record = self._record
        seen_from_here = "" if record.holder is None else f"/proc/{record.holder.pid}/root"
        try:
            root = os.open(f"{seen_from_here}{record.folder}/workspace", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as failure:
            raise SandboxGone(f"the sandbox {self.id} has ended") from failure
        try:
            # Asked after opening: had the pid changed hands before, it would not be the holder's now.
            if not record.alive():
                raise SandboxGone(f"the sandbox {self.id} has ended")
            yield root
        finally:
            os.close(root)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Nobody attaches from another process meanwhile; false, and nothing barred, while somebody is attached."""
        barred = self._provider.bar(self._record)
        try:
            yield barred is not None
        finally:
            if barred is not None:
                os.close(barred)

    async def close(self) -> None:
        """End every program and throw the workspace away; if another process made it, end only our programs."""
        for running in list(self._running):
            await running.kill()
        for terminal in list(self._terminals):
            await terminal.close()
        if self._owned:
            await self._provider.end(self._record)
        self._lease.close()
