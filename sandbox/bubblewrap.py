"""The local backend: a detached namespace holder per sandbox, a fresh bubblewrap for each exec in it."""

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sandbox import files
from sandbox.base import Capabilities, Entry, ExecResult, Limits
from sandbox.errors import SandboxError, SandboxGone
from sandbox.execution import Execution, Launch
from sandbox.holder import end_holder, start_holder
from sandbox.memory import Watchdog, cgroup_oom_kills, join_cgroup, make_cgroup, remove_cgroup
from sandbox.probe import Ground, examine
from sandbox.processes import identify
from sandbox.profile import HOLDER_BASE, Profile, Task, command, drop_to, environment, inside_path, rlimits
from sandbox.state import Record, StateFolder
from sandbox.syscalls import acting_as

FIRST_UID, UIDS = 200_000, 10_000

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_T = TypeVar("_T")


class LocalProvider:
    """Makes sandboxes on this machine. Nothing is looked at before the first use.

    `state_dir` is shared by every process that shall find each other's sandboxes; its owner's eyes only.
    `tools` maps absolute paths inside to read-only folders of this machine. `first_uid` and `uids` are
    the range from which root gives each sandbox a user of its own. `only` asks for one profile (tests).
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        allow_unsafe: bool = False,
        first_uid: int = FIRST_UID,
        uids: int = UIDS,
        tools: Mapping[str, Path] | None = None,
        only: Profile | None = None,
    ) -> None:
        self._state = StateFolder(state_dir.absolute())
        self._allow_unsafe, self._only = allow_unsafe, only
        self._first_uid, self._uids = first_uid, uids
        self._tools = dict(tools or {})
        self._watchdog = Watchdog()
        self._ground: Ground | None = None

    def capabilities(self) -> Capabilities:
        """What this machine gives; the first call blocks for some 30 ms.

        Raises:
            IsolationMissing: where no profile works; it says how to get one.
        """
        return self._examined().capabilities()

    def _examined(self) -> Ground:
        if self._ground is None:
            self._state.prepare()
            self._ground = examine(
                self._state.root, first_uid=self._first_uid, allow_unsafe=self._allow_unsafe, only=self._only
            )
        return self._ground

    async def _on_ground(self) -> Ground:
        return self._ground or await asyncio.to_thread(self._examined)

    async def create(self, name: str, *, limits: Limits = Limits()) -> "LocalSandbox":
        """A new, empty sandbox; its id begins with `name`.

        Raises:
            IsolationMissing: where no profile works; it says how to get one.
            SandboxError: for a name of other characters than letters, digits, `_`, `.`, `-`.
        """
        if not _NAME.fullmatch(name):
            raise SandboxError(f"{name!r} cannot name a sandbox")
        ground = await self._on_ground()
        sandbox_id = f"{name}-{secrets.token_hex(6)}"
        uid = cgroup = None
        if os.geteuid() == 0:
            uid = self._state.claim_uid(sandbox_id, first=self._first_uid, count=self._uids)
        try:
            if ground.profile is Profile.UNSAFE:
                record = self._unisolated(sandbox_id, limits, uid)
                self._state.save(record)
            else:
                holder = await start_holder(ground.profile, limits, programs=ground.programs, uid=uid)
                try:
                    if ground.cgroup_parent is not None:
                        cgroup = make_cgroup(
                            ground.cgroup_parent,
                            kind=ground.memory,
                            sandbox_id=sandbox_id,
                            limit_bytes=limits.memory_bytes,
                        )
                    record = Record(
                        id=sandbox_id,
                        profile=str(ground.profile),
                        maker=identify(os.getpid()),
                        holder=holder.identity,
                        net_inode=holder.net_inode,
                        uid=uid,
                        cgroup=cgroup,
                        folder=HOLDER_BASE,
                        limits=limits,
                    )
                    self._state.save(record)
                    holder.keep()
                except BaseException:
                    holder.release()
                    raise
        except BaseException:
            if cgroup is not None:
                remove_cgroup(cgroup)
            if uid is not None:
                self._state.release_uid(uid)
            raise
        return LocalSandbox(record, self, owned=True)

    def _unisolated(self, sandbox_id: str, limits: Limits, uid: int | None) -> Record:
        folder = Path(tempfile.mkdtemp(prefix=f"{sandbox_id}-"))
        folder.chmod(0o711)
        for name in ("workspace", "tmp"):
            (folder / name).mkdir(mode=0o700)
            if uid is not None:
                os.chown(folder / name, uid, uid)
        return Record(
            id=sandbox_id,
            profile=str(Profile.UNSAFE),
            maker=identify(os.getpid()),
            holder=None,
            net_inode=0,
            uid=uid,
            cgroup=None,
            folder=str(folder),
            limits=limits,
        )

    async def attach(self, sandbox_id: str) -> "LocalSandbox":
        """The sandbox that another process made; closing it here leaves it alive.

        Raises:
            SandboxGone: when it no longer exists.
        """
        record = self._state.load(sandbox_id) if _ID.fullmatch(sandbox_id) else None
        if record is None or not record.alive():
            raise SandboxGone(f"there is no sandbox {sandbox_id!r}")
        await self._on_ground()
        return LocalSandbox(record, self, owned=False)

    async def sweep(self, living: set[str]) -> int:
        """End the sandboxes of dead makers whose id is not in `living`; how many there were.

        Only one who knows every sandbox that shall live may call it: the server.
        """
        count = 0
        for record in await asyncio.to_thread(lambda: list(self._state.records())):
            if record.id not in living and not record.maker.alive():
                await self.end(record)
                count += 1
        self._state.release_lonely_uids()
        return count

    async def end(self, record: Record) -> None:
        """End a sandbox with all that runs in it, and give back what it had."""
        await asyncio.to_thread(self._end, record)

    def _end(self, record: Record) -> None:
        if record.holder is not None:
            end_holder(record)
        elif Path(record.folder).is_dir():
            shutil.rmtree(record.folder)
        if record.cgroup is not None:
            remove_cgroup(record.cgroup)
        self._state.forget(record)

    def launch(self, record: Record, task: Task) -> "_OpenLaunch":
        """The argument vector of a task, with the descriptors that it needs opened."""
        assert self._ground is not None
        return _OpenLaunch(record, task, self._ground, self._tools)

    def watching(self, record: Record) -> contextlib.AbstractContextManager[None]:
        """Bound the sandbox's memory while a program runs, where no cgroup does it."""
        if record.holder is None or record.cgroup is not None:
            return contextlib.nullcontext()
        return self._watchdog.watching(record)

    def oom_kills(self, record: Record) -> int:
        """How often the sandbox was over its memory so far."""
        return self._watchdog.kills(record.id) if record.cgroup is None else cgroup_oom_kills(record.cgroup)


class LocalSandbox:
    """One isolated workspace on this machine; made by `LocalProvider`."""

    def __init__(self, record: Record, provider: LocalProvider, *, owned: bool) -> None:
        self._record, self._provider, self._owned = record, provider, owned
        self._running: set[Execution] = set()

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
        task = self._task(argv, cwd=cwd, env=env, cpu_s=cpu_s)
        async with self._execution(task, wall_s, output_bytes, with_input=bool(stdin)) as running:
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
        task = self._task(argv, cwd=cwd, env=env, cpu_s=cpu_s)
        async with self._execution(task, wall_s, output_bytes, with_input=True) as running:
            yield running

    def _task(self, argv: Sequence[str], *, cwd: str, env: Mapping[str, str] | None, cpu_s: int | None) -> Task:
        limits = self._record.limits
        return Task(argv=argv, limits=limits, cpu_s=cpu_s or limits.cpu_s, cwd=cwd, env=env or {})

    @asynccontextmanager
    async def _execution(
        self, task: Task, wall_s: float | None, output_bytes: int | None, *, with_input: bool
    ) -> AsyncIterator[Execution]:
        limits, record = self._record.limits, self._record
        if not record.alive():
            raise SandboxGone(f"the sandbox {record.id} has ended")
        running = Execution(
            wall_s=limits.wall_s if wall_s is None else wall_s,
            output_bytes=limits.output_bytes if output_bytes is None else output_bytes,
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

    async def write_file(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        """Create or replace a file; folders on the way are made; a link is replaced, never followed."""
        await self._in_workspace(lambda root: files.write(root, path, content, mode=mode))

    async def delete(self, path: str) -> None:
        """Remove a file or a folder with all it holds."""
        await self._in_workspace(lambda root: files.delete(root, path))

    async def list_files(self, path: str = "", *, limit: int = 10_000) -> list[Entry]:
        """Everything below `path`, depth first, sorted, never through a link."""
        return await self._in_workspace(lambda root: files.listed(root, path, limit=limit))

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

    async def close(self) -> None:
        """End every program and throw the workspace away; if another process made it, end only our programs."""
        for running in list(self._running):
            await running.kill()
        if self._owned:
            await self._provider.end(self._record)


class _OpenLaunch:
    """A launch whose descriptors are closed again here once the child has them."""

    def __init__(self, record: Record, task: Task, ground: Ground, tools: Mapping[str, Path]) -> None:
        self._record, self._task, self._ground, self._tools = record, task, ground, tools
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Launch:
        record, task, programs = self._record, self._task, self._ground.programs
        if record.holder is None:
            workspace = f"{record.folder}/workspace"
            vector = [*rlimits(task, prlimit=programs.prlimit), *drop_to(record.uid, setpriv=programs.setpriv)]
            env = environment(task, home=workspace, tmp=f"{record.folder}/tmp")
            cwd = f"{workspace}/{inside_path(task.cwd)}"
            return Launch([*vector, *task.argv], env, cwd, (), None)
        assert self._ground.seccomp is not None
        # Bubblewrap reads the filter to its end, so each exec opens it anew.
        filter_fd = os.open(self._ground.seccomp, os.O_RDONLY | os.O_CLOEXEC)
        self._open.callback(os.close, filter_fd)
        told, telling = os.pipe2(os.O_CLOEXEC)
        self._open.callback(os.close, telling)
        vector = command(record, task, programs=programs, tools=self._tools, seccomp_fd=filter_fd, status_fd=telling)
        joined = [*join_cgroup(record.cgroup, sh=programs.sh), *vector]
        return Launch(joined, {}, "/", (filter_fd, telling), told)

    def __exit__(self, *_: object) -> None:
        self._open.close()
