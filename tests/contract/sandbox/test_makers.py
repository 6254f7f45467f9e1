"""A sandbox lives apart from the process that made it: attach, the maker's death, sweep."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.errors import SandboxGone
from sandbox.processes import inhabitants
from sandbox.profile import Profile

ROOT = Path(__file__).parents[3]

MAKER = """
import asyncio, sys
from pathlib import Path
from sandbox.bubblewrap import LocalProvider
from sandbox.profile import Profile

async def main():
    provider = LocalProvider(Path(sys.argv[1]), only=Profile(sys.argv[2]))
    sandbox = await provider.create("made-elsewhere")
    await sandbox.write_file("note", b"from the maker")
    async with sandbox.stream(["sh", "-c", "echo up; sleep 600"], wall_s=600) as running:
        await anext(running.output())
        terminal = await sandbox.open_terminal()
        await terminal.write(b"nohup setsid sleep 700 & touch up\\n")
        while "up" not in [entry.path for entry in await sandbox.list_files()]:
            await asyncio.sleep(0.05)
        print(sandbox.id, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


class Maker:
    """Another process that made a sandbox, runs a program in it, and can be killed."""

    def __init__(self, state_dir: Path, profile: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", MAKER, str(state_dir), profile], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert self._child.stdout is not None
        self.sandbox_id = self._child.stdout.readline().decode().strip()

    def kill(self) -> None:
        """End it as a crash would."""
        self._child.kill()
        self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something that the kernel does in its own time."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within 10 s"
        await asyncio.sleep(0.01)


@pytest.fixture
def profile(provider: LocalProvider) -> str:
    return provider.capabilities().profile


async def test_another_process_attaches_by_the_id_alone(provider: LocalProvider, profile: str, state_dir: Path) -> None:
    maker = await asyncio.to_thread(Maker, state_dir, profile)
    try:
        sandbox = await provider.attach(maker.sandbox_id)
        assert await sandbox.read_file("note") == b"from the maker"
        assert (await sandbox.exec(["cat", "note"])).out == b"from the maker"
        await sandbox.close()
        assert (await provider.attach(maker.sandbox_id)).id == maker.sandbox_id
        assert await provider.sweep(set()) == 0, "its maker lives"
    finally:
        maker.kill()
    assert await provider.sweep(set()) == 1


async def test_a_killed_maker_takes_its_programs_but_not_the_workspace(
    provider: LocalProvider, profile: str, state_dir: Path
) -> None:
    maker = await asyncio.to_thread(Maker, state_dir, profile)
    sandbox = await provider.attach(maker.sandbox_id)
    record = sandbox._record
    holder = record.holder
    assert holder is not None
    before = set(inhabitants(record.net_inode))
    maker.kill()
    await until(lambda: set(inhabitants(record.net_inode)) == {holder.pid})
    # The holder, bubblewrap and the program twice: an exec's and a terminal's, which has a daemon, too.
    assert len(before) >= 7
    assert await provider.sweep({maker.sandbox_id}) == 0, "it is wanted"
    assert await sandbox.read_file("note") == b"from the maker"
    assert await provider.sweep(set()) == 1
    with pytest.raises(SandboxGone):
        await sandbox.read_file("note")
    assert not holder.alive()
    assert record.cgroup is None or os.path.basename(record.cgroup) not in os.listdir(os.path.dirname(record.cgroup))


async def test_a_holder_that_was_killed_is_told_as_gone_and_its_things_are_given_back(
    provider: LocalProvider, state_dir: Path
) -> None:
    sandbox = await provider.create("test")
    record = sandbox._record
    holder = record.holder
    assert holder is not None
    os.kill(holder.pid, signal.SIGKILL)
    await until(lambda: not holder.alive())
    with pytest.raises(SandboxGone):
        await sandbox.exec(["true"])
    with pytest.raises(SandboxGone):
        await provider.attach(sandbox.id)
    await sandbox.close()
    assert sandbox.id not in " ".join(os.listdir(state_dir / "sandboxes"))
    if record.uid is not None:
        assert str(record.uid) not in os.listdir(state_dir / "uids")


async def test_a_holder_whose_maker_dies_before_recording_it_ends_itself(provider: LocalProvider) -> None:
    from sandbox.base import Limits
    from sandbox.holder import start_holder
    from sandbox.profile import find_programs

    profile = Profile(provider.capabilities().profile)
    uid = 200_000 if os.geteuid() == 0 else None
    holder = await start_holder(profile, Limits(), programs=find_programs(isolated=True), uid=uid, tools={})
    assert holder.identity.alive()
    holder.release()  # as the kernel does it for a dead process
    await until(lambda: not holder.identity.alive())


async def test_a_maker_whose_umask_is_closed_makes_a_sandbox_that_programs_can_use(provider: LocalProvider) -> None:
    before = os.umask(0o077)
    try:
        sandbox = await provider.create("closed")
    finally:
        os.umask(before)
    result = await sandbox.exec(["sh", "-c", "echo seen >/dev/null && cat /etc/passwd"])
    assert (result.code, result.out[:10]) == (0, b"candidate:"), result.err
    await sandbox.close()


async def test_an_unknown_or_wicked_id_is_no_sandbox(provider: LocalProvider) -> None:
    for wicked in ("nobody", "../../etc/passwd", ""):
        with pytest.raises(SandboxGone):
            await provider.attach(wicked)


FORKED = """
import asyncio, os, sys
from pathlib import Path
from sandbox.bubblewrap import LocalProvider
from sandbox.profile import Profile

provider = LocalProvider(Path(sys.argv[1]), only=Profile(sys.argv[2]))

async def work():
    sandbox = await provider.create("forked")
    result = await sandbox.exec(["echo", "hello"])
    await sandbox.close()
    assert result.out == b"hello\\n", result

for _ in range(2):
    pid = os.fork()
    if pid == 0:
        asyncio.run(work())
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
asyncio.run(work())
asyncio.run(work())
"""


async def test_a_provider_made_before_a_fork_serves_the_children(profile: str, state_dir: Path) -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", FORKED, str(state_dir), profile, cwd=ROOT)
    assert await asyncio.wait_for(child.wait(), 60) == 0


UNPRIVILEGED = """
import asyncio, os, sys
from pathlib import Path
from sandbox.bubblewrap import LocalProvider

async def main():
    provider = LocalProvider(Path(sys.argv[1]))
    found = provider.capabilities()
    assert (found.profile, found.isolated) == ("full", True), found
    sandbox = await provider.create("mine")
    other = await provider.create("other")
    await sandbox.write_file("a/b", b"written from outside")
    result = await sandbox.exec(["sh", "-c", "cat a/b; id -u; echo back > c"])
    assert (result.code, result.out) == (0, b"written from outside1000\\n"), result
    assert await sandbox.read_file("c") == b"back\\n"
    bomb = "import os, time\\ntry:\\n while True:\\n  if os.fork() == 0: time.sleep(60)\\nexcept OSError: print('full')"
    result = await sandbox.exec(["python3", "-I", "-c", bomb], wall_s=20)
    assert result.out == b"full\\n", result
    assert (await other.exec(["sh", "-c", "true | echo fine"])).out == b"fine\\n"
    again = await LocalProvider(Path(sys.argv[1])).attach(sandbox.id)
    assert (await again.exec(["cat", "c"])).out == b"back\\n"
    await sandbox.close()
    await other.close()
    print("all of it, as user", os.geteuid())

asyncio.run(main())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run without root's rights already")
async def test_the_full_profile_needs_no_root(provider: LocalProvider, profile: str, tmp_path: Path) -> None:
    import pyseccomp

    if profile != Profile.FULL:
        pytest.skip("the other profile is only for root")
    # Somebody who is not root sees neither our folder nor our interpreter, so both are theirs here.
    home = Path("/tmp") / f"sandbox-unprivileged-{os.getpid()}"
    shutil.copytree(ROOT / "sandbox", home / "code" / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(pyseccomp.__file__, home / "code")
    for folder, _, names in os.walk(home):
        os.chown(folder, 65534, 65534)
        for name in names:
            os.chown(os.path.join(folder, name), 65534, 65534)
    try:
        child = await asyncio.create_subprocess_exec(
            *["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            *["/usr/bin/python3", "-B", "-c", UNPRIVILEGED, str(home / "state")],
            cwd=home / "code",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(child.communicate(), 90)
        assert said == b"all of it, as user 65534\n", said.decode()
    finally:
        shutil.rmtree(home)
