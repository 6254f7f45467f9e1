"""The Modal backend: a named sandbox each, its workspace in a volume of the same name, the network blocked."""

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from contextlib import ExitStack
from pathlib import Path

import modal

from sandbox.base import DEFAULT_LIMITS, Capabilities, Limits
from sandbox.errors import SandboxGone
from sandbox.modal_box import ModalSandbox
from sandbox.modal_errors import speaking, without_token
from sandbox.modal_files import WORKSPACE, ModalFiles
from sandbox.modal_image import CANDIDATE_UID, image
from sandbox.modal_leases import Leases
from sandbox.modal_running import ANSWER_S
from sandbox.modal_tags import is_orphan, limits_of, tags
from sandbox.processes import identify

APP_NAME = "interviewlm"
PREFIX = "interview-"
LIFE_S, IDLE_S = 12 * 3600, 15 * 60

_BUILD_S = 30 * 60.0
_START_S = 120.0
_MIB = 1024 * 1024
_OWN_MIB = 128
"""What the programs that stand inside need beside the candidate's."""


class ModalProvider:
    """Makes sandboxes at Modal. Nothing is asked before the first use; one object a process, made after a fork.

    `folder` is shared by every process of this server: it holds the locks of those that use a sandbox, and the
    name by which `sweep` knows this server's sandboxes among those of others that share the app. A sandbox ends
    by itself after `life_s` seconds, and after `idle_s` in which nothing ran in it; it has `limits` unless its maker
    names others. Modal has `answer_s` for one exchange. Where a sandbox starts as root its programs run as `uid`.
    """

    def __init__(
        self,
        token_id: str,
        token_secret: str,
        app_name: str = APP_NAME,
        *,
        folder: Path,
        limits: Limits = DEFAULT_LIMITS,
        life_s: int = LIFE_S,
        idle_s: int = IDLE_S,
        cores: float = 2.0,
        answer_s: float = ANSWER_S,
        uid: int = CANDIDATE_UID,
    ) -> None:
        self._token, self._app_name, self._folder = (token_id, token_secret), app_name, folder
        self._leases, self._limits = Leases(folder), limits
        self._life_s, self._idle_s, self._cores, self._answer_s = life_s, idle_s, cores, answer_s
        self._uid = uid
        self._image: modal.Image | None = None
        self._built = False
        self._connecting = asyncio.Lock()
        self._client: modal.Client | None = None
        self._app: modal.App | None = None

    def capabilities(self) -> Capabilities:
        """What Modal gives; asks nobody."""
        return Capabilities(
            provider="modal",
            profile="container",
            memory="the container's limit, and watching",
            isolated=True,
            notes=("the workspace lies in a Modal volume: a program that overfills it is ended within a second",),
        )

    async def check(self) -> str:
        """Sign in and build the image, which takes minutes the first time; what was found, in words."""
        _, app = await self._connected()
        async with speaking("to build the image", limit_s=_BUILD_S):
            built = await self._definition().build.aio(app)
        self._built = True
        return f"signed in, app {self._app_name}, image {built.object_id}"

    async def create(self, name: str, *, limits: Limits | None = None) -> ModalSandbox:
        """A new, empty sandbox; its id is `interview-` and `name`, or begins so while another one has that name.

        Raises:
            ModalUnavailable: without a good token, or when Modal gives no answer.
            QuotaReached: when the Modal workspace is full.
        """
        full_name, limits = named(name), limits or self._limits
        try:
            sandbox = await self._started(full_name, limits)
        except modal.exception.AlreadyExistsError:
            if not await self._replaced(full_name):
                full_name = named(f"{name}-{secrets.token_hex(6)}")
            sandbox = await self._started(full_name, limits)
        made = ModalSandbox(full_name, sandbox, self, limits=limits, owned=True)
        try:
            await ModalFiles(sandbox, full_name).prepare(uid=self._uid)
        except BaseException:
            await made.close()
            raise
        return made

    async def _replaced(self, name: str) -> bool:
        """Whether the name is free now: its sandbox had ended, or was left by a dead maker."""
        try:
            sandbox, marks = await self._living(name)
        except SandboxGone:
            return True
        if is_orphan(marks):
            await self.end(sandbox, name)
            return True
        return False

    async def attach(self, sandbox_id: str) -> ModalSandbox:
        """The sandbox that another process made; closing it here leaves it alive, and lets go of it.

        Raises:
            SandboxGone: when it no longer exists.
        """
        lease = ExitStack()
        lease.callback(os.close, await self._leases.share(sandbox_id))
        try:
            # Asked after we had it: its owner may have ended it while we waited.
            sandbox, marks = await self._living(sandbox_id)
        except BaseException:
            lease.close()
            raise
        return ModalSandbox(sandbox_id, sandbox, self, limits=limits_of(marks), owned=False, lease=lease)

    async def adopt(self, sandbox_id: str) -> ModalSandbox:
        """The sandbox of a maker that is dead, as if it were made here: closing it ends it.

        Raises:
            SandboxGone: when it no longer exists.
        """
        sandbox, marks = await self._living(sandbox_id)
        limits = limits_of(marks)
        async with speaking("to adopt", limit_s=self._answer_s, sandbox_id=sandbox_id):
            await sandbox.set_tags.aio(tags(sandbox_id, self._node(), limits, maker=identify(os.getpid())))
        return ModalSandbox(sandbox_id, sandbox, self, limits=limits, owned=True)

    def bar(self, name: str) -> int | None:
        """Keep others on this machine from attaching until the descriptor is closed; None while one is attached."""
        return self._leases.bar(name)

    async def _living(self, sandbox_id: str) -> tuple[modal.Sandbox, dict[str, str]]:
        sandbox = await self._found(sandbox_id)
        async with speaking("to look at it", limit_s=self._answer_s, sandbox_id=sandbox_id):
            return sandbox, await sandbox.get_tags.aio()

    async def sweep(self, living: set[str]) -> int:
        """End the sandboxes of this node's dead makers whose id is not in `living`; how many there were."""
        client, app = await self._connected()
        assert app.app_id is not None
        async with speaking("to list the sandboxes", limit_s=self._answer_s):
            listing = modal.Sandbox.list.aio(app_id=app.app_id, tags={"interview-node": self._node()}, client=client)
            found = [sandbox async for sandbox in listing]
        count = 0
        for sandbox in found:
            async with speaking("to look at a sandbox", limit_s=self._answer_s):
                marks = await sandbox.get_tags.aio()
            name = marks.get("interview-name", "")
            if name not in living and is_orphan(marks):
                await self.end(sandbox, name)
                count += 1
        return count

    async def end(self, sandbox: modal.Sandbox, name: str) -> None:
        """End a sandbox, and throw its volume away. One that Modal has ended already is no failure."""
        with contextlib.suppress(SandboxGone):
            async with speaking("to end a sandbox", limit_s=_START_S, sandbox_id=name):
                await sandbox.terminate.aio(wait=True)
        async with speaking("to let go of a sandbox", limit_s=self._answer_s, sandbox_id=name):
            await sandbox.detach.aio()  # type: ignore[no-untyped-call]
        if name and not await self._is_running(name):  # a namesake that came after it has the volume now
            async with speaking("to throw a volume away", limit_s=self._answer_s):
                await modal.Volume.objects.delete.aio(name, allow_missing=True, client=self._client)
            self._leases.forget(name)

    def _node(self) -> str:
        return node_of(self._folder)

    async def _is_running(self, name: str) -> bool:
        try:
            await self._found(name)
        except SandboxGone:
            return False
        return True

    async def aclose(self) -> None:
        """Close the connection; the sandboxes stay."""
        if self._client is not None:
            await self._client.close.aio()
            self._client = self._app = None

    async def _started(self, name: str, limits: Limits) -> modal.Sandbox:
        client, app = await self._connected()
        if not self._built:
            await self.check()
        memory_mib = limits.memory_bytes // _MIB + _OWN_MIB
        async with speaking(f"to start {name}", limit_s=_START_S):
            return await modal.Sandbox.create.aio(
                "sleep",
                "infinity",
                app=app,
                name=name,
                tags=tags(name, self._node(), limits, maker=identify(os.getpid())),
                image=self._definition(),
                timeout=self._life_s,
                idle_timeout=self._idle_s,
                workdir=WORKSPACE,
                cpu=(0.25, self._cores),
                memory=(min(512, memory_mib), memory_mib),
                block_network=True,
                volumes={WORKSPACE: modal.Volume.from_name(name, create_if_missing=True, client=client)},
                client=client,
            )

    async def _found(self, name: str) -> modal.Sandbox:
        client, _ = await self._connected()
        async with speaking("to find it", limit_s=self._answer_s, sandbox_id=name):
            return await modal.Sandbox.from_name.aio(self._app_name, name, client=client)

    def _definition(self) -> modal.Image:
        if self._image is None:
            self._image = image()
        return self._image

    async def _connected(self) -> tuple[modal.Client, modal.App]:
        if not all(self._token):
            raise without_token()
        async with self._connecting:
            if self._client is None or self._app is None:
                async with speaking("to sign in", limit_s=self._answer_s):
                    client = await modal.Client.from_credentials.aio(*self._token)
                    app = await modal.App.lookup.aio(self._app_name, client=client, create_if_missing=True)
                self._client, self._app = client, app
            return self._client, self._app


def named(name: str) -> str:
    """What a sandbox and its volume are called at Modal: at most 64 letters, digits, `-`, `_`, `.`."""
    safe = re.sub(r"[^A-Za-z0-9_.-]", "-", name)
    if safe != name or len(PREFIX) + len(safe) > 64:
        mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        safe = f"{safe[: 64 - len(PREFIX) - 13]}-{mark}"
    return PREFIX + safe


def node_of(folder: Path) -> str:
    """This server's name at Modal: random, and kept in its folder."""
    path = folder / "node"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".node.{os.getpid()}"
    unfinished.write_text(os.urandom(8).hex(), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, path)  # the first one stays
    unfinished.unlink()
    return path.read_text(encoding="ascii")
