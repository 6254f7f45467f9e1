"""The containers of the Modal stand-in: real programs in namespaces of their own, made with bubblewrap and nsenter.

One holder runs the entry point as Modal does; every exec enters it, so that programs of one sandbox share
processes, files and network, and survive each other, exactly as far as the code under test lets them.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import toolchain

_ROOT = Path(__file__).parents[2]
_KEPT_BYTES = 1024 * 1024
PATH = "/usr/local/bin:/usr/bin:/bin"


def _system() -> list[str]:
    vector = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            vector += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            vector += ["--ro-bind", str(path), str(path)]
    return vector


def _all_of(fd: int) -> str:
    with open(fd, encoding="ascii") as pipe:
        return pipe.read()


def _until_it_has_children(pid: int) -> None:
    while not Path(f"/proc/{pid}/task/{pid}/children").read_text():
        time.sleep(0.001)


@dataclass
class Program:
    """One exec: what it wrote so far, how it ended."""

    child: asyncio.subprocess.Process
    written: dict[int, bytearray] = field(default_factory=lambda: {1: bytearray(), 2: bytearray()})
    dropped: dict[int, int] = field(default_factory=lambda: {1: 0, 2: 0})
    closed: set[int] = field(default_factory=set)
    code: int | None = None
    taken: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def pump(self) -> None:
        """Keep what it writes until it has ended."""
        assert self.child.stdout is not None
        assert self.child.stderr is not None
        await asyncio.gather(self._keep(1, self.child.stdout), self._keep(2, self.child.stderr))
        code = await self.child.wait()
        async with self.changed:
            self.code = code
            self.changed.notify_all()

    async def _keep(self, number: int, pipe: asyncio.StreamReader) -> None:
        while chunk := await pipe.read(65536):
            async with self.changed:
                self.written[number] += chunk
                self.changed.notify_all()
        async with self.changed:
            self.closed.add(number)
            self.changed.notify_all()

    async def read(self, number: int, offset: int) -> bytes:
        """Output from `offset` on, as soon as there is some; nothing when it was closed."""
        written = self.written[number]
        async with self.changed:
            # What was sent is kept a while for a client that lost it, and no longer: tests may write without end.
            stale = offset - self.dropped[number] - _KEPT_BYTES
            if stale > _KEPT_BYTES:
                del written[:stale]
                self.dropped[number] += stale
            await self.changed.wait_for(lambda: len(written) > offset - self.dropped[number] or number in self.closed)
            at = offset - self.dropped[number]
            return bytes(written[at : at + 65536])

    async def wait(self) -> int:
        """The status of its first process, or minus the signal."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.code is not None)
        assert self.code is not None
        return self.code

    async def take(self, data: bytes, *, offset: int, eof: bool) -> None:
        """Input from `offset` on; what was taken before is not taken twice."""
        assert self.child.stdin is not None
        fresh = data[max(0, self.taken - offset) :]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.child.stdin.write(fresh)
            await self.child.stdin.drain()
        self.taken += len(fresh)
        if eof:
            self.child.stdin.close()

    def kill(self) -> None:
        """As Modal does when an exec is over its time: its first process, and no other."""
        with contextlib.suppress(OSError):
            inside = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text().split()
            for pid in inside or [str(self.child.pid)]:
                os.kill(int(pid), signal.SIGKILL)


class Container:
    """One running sandbox."""

    def __init__(self, folder: Path, volume: Path | None, *, network: bool) -> None:
        self.folder, self._volume, self._network = folder, volume, network
        self.programs: dict[str, Program] = {}
        self._holder: asyncio.subprocess.Process | None = None
        self._pid = 0

    async def start(self, entry: list[str]) -> None:
        """Run the entry point."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        (self.folder / "tmp").chmod(0o1777)
        told, telling = os.pipe()
        workspace = self._volume or self.folder / "workspace"
        workspace.mkdir(exist_ok=True)
        tools = [part for inside, at in toolchain.tools(_ROOT).items() for part in ("--ro-bind", str(at), inside)]
        self._holder = await asyncio.create_subprocess_exec(
            *["bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"],
            *([] if self._network else ["--unshare-net"]),
            *([] if os.geteuid() == 0 else ["--unshare-user"]),
            *[
                *_system(),
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--dir",
                "/etc",
                "--dir",
                "/root",
                "--dir",
                "/opt",
                "--dir",
                "/opt/tools",
                *tools,
            ],
            *["--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind", "/etc/passwd", "/etc/passwd"],
            *["--bind", str(self.folder / "tmp"), "/tmp", "--bind", str(workspace), "/workspace"],
            *["--remount-ro", "/", "--info-fd", str(telling), "--", *entry],
            pass_fds=(telling,),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            env={"PATH": PATH},
        )
        os.close(telling)
        self._pid = json.loads(await asyncio.to_thread(_all_of, told))["child-pid"]
        # Bubblewrap tells the pid first, then lays out the files; the entry point starts when they are there.
        await asyncio.to_thread(_until_it_has_children, self._pid)

    @property
    def alive(self) -> bool:
        """Whether its entry point still runs."""
        return self._holder is not None and self._holder.returncode is None

    async def exec(self, exec_id: str, argv: list[str], *, workdir: str, timeout_s: float) -> None:
        """Run a program in it.

        Raises:
            FileNotFoundError: when there is no such program.
        """
        user = [] if os.geteuid() == 0 else ["-U", "--preserve-credentials"]
        net = [] if self._network else ["-n"]
        child = await asyncio.create_subprocess_exec(
            *["nsenter", "-t", str(self._pid), "-m", "-p", "-i", "-u", *net, *user, f"--wdns={workdir}", "--", *argv],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": PATH, "MODAL_SECRET_OF_THE_CONTAINER": "1"},
            start_new_session=True,
        )
        program = self.programs[exec_id] = Program(child)
        program.tasks.append(asyncio.create_task(program.pump()))
        if timeout_s:
            asyncio.get_running_loop().call_later(timeout_s, program.kill)

    async def end(self) -> None:
        """End every process in it."""
        if self._holder is not None and self._holder.returncode is None:
            # Who is first in the namespace takes all others along; whoever started it follows.
            with contextlib.suppress(ProcessLookupError):
                first = os.pidfd_open(self._pid)
                os.kill(self._pid, signal.SIGKILL)
                # It ends when all of them have ended: until then they count against their user's limit.
                await asyncio.to_thread(select.select, [first], [], [], 10.0)
                os.close(first)
            with contextlib.suppress(ProcessLookupError):
                self._holder.kill()
            await self._holder.wait()
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                program.child.kill()
            await asyncio.gather(*program.tasks, return_exceptions=True)
