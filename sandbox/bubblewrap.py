"""The local backend: a detached namespace holder per sandbox, a fresh bubblewrap for each exec in it."""

import asyncio
import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sandbox.base import DEFAULT_LIMITS, Capabilities, Limits
from sandbox.errors import SandboxError, SandboxGone
from sandbox.holder import end_holder, start_holder
from sandbox.launch import OpenLaunch
from sandbox.local_sandbox import LocalSandbox
from sandbox.memory import Watchdog, cgroup_oom_kills, make_cgroup, remove_cgroup
from sandbox.probe import Ground, examine
from sandbox.processes import MARK, end_unisolated, identify
from sandbox.profile import HOLDER_BASE, INSIDE_PATH, Profile, Task
from sandbox.state import Record, StateFolder
from sandbox.toolchain import environment

FIRST_UID, UIDS = 200_000, 10_000

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


class LocalProvider:
    """Makes sandboxes on this machine. Nothing is looked at before the first use.

    `state_dir` is shared by every process that shall find each other's sandboxes; its owner's eyes only.
    `limits` are those of a sandbox whose maker names none. `tools` maps absolute paths inside to read-only folders
    of this machine that any user can reach. `first_uid` and `uids` are the range from which root gives each sandbox
    a user of its own. `only` asks for one profile; without `cgroups` memory is bounded by watching even where a
    cgroup could be made.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        allow_unsafe: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        first_uid: int = FIRST_UID,
        uids: int = UIDS,
        tools: Mapping[str, Path] | None = None,
        only: Profile | None = None,
        cgroups: bool = True,
    ) -> None:
        self._state = StateFolder(state_dir.absolute())
        self._allow_unsafe, self._only, self._cgroups = allow_unsafe, only, cgroups
        self._limits = limits
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
                self._state.root,
                first_uid=self._first_uid,
                allow_unsafe=self._allow_unsafe,
                only=self._only,
                cgroups=self._cgroups,
            )
        return self._ground

    async def _on_ground(self) -> Ground:
        return await asyncio.to_thread(self._examined) if self._ground is None else self._ground

    async def create(self, name: str, *, limits: Limits | None = None) -> LocalSandbox:
        """A new, empty sandbox; its id begins with `name`.

        Raises:
            IsolationMissing: where no profile works; it says how to get one.
            SandboxError: for a name of other characters than letters, digits, `_`, `.`, `-`.
        """
        if not _NAME.fullmatch(name):
            raise SandboxError(f"{name!r} cannot name a sandbox")
        limits = limits or self._limits
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
                holder = await start_holder(
                    ground.profile, limits, programs=ground.programs, uid=uid, tools=self._tools
                )
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

    async def attach(self, sandbox_id: str) -> LocalSandbox:
        """The sandbox that another process made; closing it here leaves it alive, and lets go of it.

        Raises:
            SandboxGone: when it no longer exists.
        """
        self._living(sandbox_id)
        lease = ExitStack()
        lease.callback(os.close, await asyncio.to_thread(self._state.share, sandbox_id))
        try:
            # Asked after we had it: its owner may have ended it while we waited.
            record = self._living(sandbox_id)
            await self._on_ground()
        except BaseException:
            lease.close()
            raise
        return LocalSandbox(record, self, owned=False, lease=lease)

    async def adopt(self, sandbox_id: str) -> LocalSandbox:
        """The sandbox of a maker that is dead, as if it were made here: closing it ends it.

        Raises:
            SandboxGone: when it no longer exists.
        """
        record = replace(self._living(sandbox_id), maker=identify(os.getpid()))
        await self._on_ground()
        await asyncio.to_thread(self._state.save, record)
        return LocalSandbox(record, self, owned=True)

    def _living(self, sandbox_id: str) -> Record:
        record = self._state.load(sandbox_id) if _ID.fullmatch(sandbox_id) else None
        if record is None or not record.alive():
            raise SandboxGone(f"there is no sandbox {sandbox_id!r}")
        return record

    def bar(self, record: Record) -> int | None:
        """Keep others from attaching until the descriptor is closed; None while somebody is attached."""
        return self._state.bar(record.id)

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
        else:
            end_unisolated(mark=f"{MARK}={record.id}.", uid=record.uid)
            if Path(record.folder).is_dir():
                shutil.rmtree(record.folder)
        if record.cgroup is not None:
            remove_cgroup(record.cgroup)
        self._state.forget(record)

    def launch(self, record: Record, task: Task) -> OpenLaunch:
        """The argument vector of a task, with the descriptors that it needs opened."""
        assert self._ground is not None
        found = environment(self._tools, isolated=record.holder is not None, search_path=INSIDE_PATH)
        return OpenLaunch(record, replace(task, env={**found, **task.env}), self._ground)

    def watching(self, record: Record) -> contextlib.AbstractContextManager[None]:
        """Bound the sandbox's memory while a program runs, where no cgroup does it."""
        if record.holder is None or record.cgroup is not None:
            return contextlib.nullcontext()
        return self._watchdog.watching(record)

    def oom_kills(self, record: Record) -> int:
        """How often the sandbox was over its memory so far."""
        return self._watchdog.kills(record.id) if record.cgroup is None else cgroup_oom_kills(record.cgroup)
