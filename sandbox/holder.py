"""Starting and ending the detached process that keeps a sandbox's namespaces and files alive."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from sandbox.base import Limits
from sandbox.errors import IsolationMissing, SandboxError
from sandbox.processes import Identity, identify, inhabitants, net_namespace, reap
from sandbox.profile import HOLDER_BASE, INSIDE_UID, Profile, Programs, drop_to
from sandbox.state import Record

_START_S = 10.0
_END_ROUNDS, _ROUND_S = 400, 0.004


class Holder:
    """A holder that was started and waits for `keep`; leaving it without ends it.

    The maker records it in between: a maker that dies before leaves nothing behind.
    """

    def __init__(self, launcher: subprocess.Popen[bytes], identity: Identity, net_inode: int) -> None:
        self.identity, self.net_inode = identity, net_inode
        self._launcher = launcher

    def keep(self) -> None:
        """Let it outlive us."""
        assert self._launcher.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._launcher.stdin.write(b"go")
        self.release()

    def release(self) -> None:
        """Let go of the pipes; a holder that was not told to stay ends."""
        _close(self._launcher)


async def start_holder(
    profile: Profile, limits: Limits, *, programs: Programs, uid: int | None, tools: Mapping[str, Path]
) -> Holder:
    """Make the namespaces, and in them the root that programs will see; `tools` are folders there by their paths.

    Raises:
        IsolationMissing: when the machine refuses; its own words are in the message.
    """
    full = profile is Profile.FULL
    order = (
        HOLDER_BASE,
        "" if full else f",uid={uid},gid={uid}",
        *(limits.workspace_bytes, limits.tmp_bytes, limits.inodes),
        INSIDE_UID if full else uid,
        -1 if full else uid,
        programs.sleep,
        *(path for pair in tools.items() for path in pair),
    )
    script = files("sandbox.inside").joinpath("hold.py").read_text(encoding="utf-8")
    launcher = subprocess.Popen(  # noqa: ASYNC220 - starting takes a millisecond; what follows is awaited
        [
            *(drop_to(uid, setpriv=programs.setpriv) if full else []),
            *[programs.unshare, *(["--user", "--map-root-user"] if full else [])],
            *["--net", "--mount", "--ipc", "--uts", "--"],
            *[programs.python, "-I", "-S", "-c", script, *map(str, order)],
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd="/",
        env={},
        start_new_session=True,
    )
    try:
        said = await _first_words(launcher)
        if not said.strip().isdigit():
            raise IsolationMissing(f"the namespaces could not be made: {said.decode(errors='replace').strip()}")
        pid = int(said)
        return Holder(launcher, identify(pid), net_namespace(pid))
    except BaseException as failure:
        launcher.kill()
        _close(launcher)
        if isinstance(failure, (ProcessLookupError, FileNotFoundError)):
            raise SandboxError("the namespaces ended as soon as they were made") from failure
        raise


async def _first_words(launcher: subprocess.Popen[bytes]) -> bytes:
    """The first line on its standard output, or what it complained about before it ended."""
    assert launcher.stdout is not None
    assert launcher.stderr is not None
    loop = asyncio.get_running_loop()
    fd = launcher.stdout.fileno()
    ready: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(fd, tell)
    try:
        async with asyncio.timeout(_START_S):
            await ready
    except TimeoutError as late:
        raise SandboxError(f"a sandbox did not start within {_START_S:.0f} s") from late
    finally:
        loop.remove_reader(fd)
    words = os.read(fd, 64)
    if words:
        return words
    # It ended without a word. Its complaints fit into the pipe and are all there.
    os.set_blocking(launcher.stderr.fileno(), False)
    return os.read(launcher.stderr.fileno(), 4096) or b"no message"


def _close(launcher: subprocess.Popen[bytes]) -> None:
    for pipe in (launcher.stdin, launcher.stdout, launcher.stderr):
        if pipe is not None:
            pipe.close()
    # The launcher ends right after its only line; its child is no child of ours.
    launcher.wait(timeout=_START_S)


def end_holder(record: Record) -> None:
    """Kill a holder and all that runs in its namespaces; their files go with the last of them. Blocks.

    Raises:
        SandboxError: when processes are left after many rounds.
    """
    holder = record.holder
    assert holder is not None
    try:
        # An open descriptor keeps the namespace's inode from being given to a new one meanwhile.
        pin = os.open(f"/proc/{holder.pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        pin = None
    try:
        surely_ours = pin is not None and holder.alive() and os.fstat(pin).st_ino == record.net_inode
        for _ in range(_END_ROUNDS):
            living = [pid for pid in inhabitants(record.net_inode) if surely_ours or _owner(pid) == record.uid]
            if holder.alive():
                living.append(holder.pid)
            if not living:
                reap(holder.pid)
                return
            for pid in living:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(_ROUND_S)
        raise SandboxError(f"processes of the ended sandbox {record.id} are left")
    finally:
        if pin is not None:
            os.close(pin)


def _owner(pid: int) -> int | None:
    """The user of a process; one of root's is never a sandbox's."""
    try:
        return Path(f"/proc/{pid}").stat().st_uid or None
    except FileNotFoundError:
        return None
