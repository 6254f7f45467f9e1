"""What a hostile program may try, and must not get, on every profile that isolates."""

import asyncio
import json
import os
import socket
import time
from pathlib import Path

import pytest

from sandbox.base import Limits
from sandbox.bubblewrap import LocalProvider
from sandbox.errors import FileTooLarge, PathRefused, WorkspaceFull
from sandbox.local_sandbox import LocalSandbox
from sandbox.processes import inhabitants
from sandbox.profile import Profile

MIB = 1024 * 1024


def left_over(sandbox: LocalSandbox) -> list[int]:
    """The pids in the sandbox beside its holder."""
    record = sandbox._record
    assert record.holder is not None
    return [pid for pid in inhabitants(record.net_inode) if pid != record.holder.pid]


async def python(sandbox: LocalSandbox, code: str, **limits: float) -> tuple[int, str]:
    """Run code inside; its status, and all that it said."""
    result = await sandbox.exec(["python3", "-I", "-c", code], wall_s=limits.get("wall_s", 20.0))
    return result.code, (result.out + result.err).decode("utf-8", "replace")


# --- processes and time


async def test_a_fork_bomb_stops_at_the_limit_and_leaves_others_alone(
    provider: LocalProvider, sandbox: LocalSandbox
) -> None:
    bomb = """
import os, time
count = 0
while True:
    try:
        if os.fork() == 0: time.sleep(60)
    except OSError: break
    count += 1
print(count, flush=True)
time.sleep(60)
"""
    other = await provider.create("other")
    async with sandbox.stream(["python3", "-I", "-c", bomb], wall_s=20) as running:
        _, said = await anext(running.output())
        assert 50 < int(said) < 128
        assert (await other.exec(["sh", "-c", "true | true | echo fine"])).out == b"fine\n"
        # The same sandbox has no process left to give: the next program is told so.
        starved = await sandbox.exec(["sh", "-c", "true | true"])
        assert starved.code != 0
    assert left_over(sandbox) == []
    assert (await sandbox.exec(["sh", "-c", "true | echo again"])).out == b"again\n"
    await other.close()


async def test_the_wall_limit_leaves_no_survivor_that_fled_and_ignores_term(sandbox: LocalSandbox) -> None:
    code = """
import os, signal, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True: time.sleep(1)
time.sleep(60)
"""
    result = await sandbox.exec(["python3", "-I", "-c", code], wall_s=0.7)
    assert result.timed_out
    assert left_over(sandbox) == []


async def test_a_daemon_that_keeps_the_output_open_does_not_outlive_its_program(sandbox: LocalSandbox) -> None:
    result = await sandbox.exec(["sh", "-c", "setsid sleep 60 & echo done"], wall_s=30)
    assert (result.out, result.code, result.timed_out) == (b"done\n", 0, False)
    assert result.ms < 10_000
    assert left_over(sandbox) == []


async def test_a_program_that_spins_ends_at_its_cpu_limit(sandbox: LocalSandbox) -> None:
    result = await sandbox.exec(["sh", "-c", "while :; do :; done"], cpu_s=1, wall_s=20)
    assert result.code in (-24, -9)
    assert not result.timed_out


async def test_infinite_output_ends_at_the_limit(sandbox: LocalSandbox) -> None:
    result = await sandbox.exec(["sh", "-c", "yes & yes >&2"], wall_s=20)
    assert result.truncated
    assert len(result.out) + len(result.err) == MIB
    assert left_over(sandbox) == []


# --- memory

SHARED_PAGES = """
import mmap, os, time
children = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        pages = mmap.mmap(-1, 100 << 20)
        for at in range(0, 100 << 20, 4096): pages[at] = 1
        time.sleep(20)
        os._exit(0)
    children.append(pid)
ended, _ = os.wait()
for pid in children:
    if pid != ended: os.kill(pid, 9)
"""


async def test_one_process_cannot_have_more_memory_than_the_limit(provider: LocalProvider) -> None:
    sandbox = await provider.create("test", limits=Limits(data_bytes=256 * MIB))
    code, said = await python(sandbox, "bytearray(400 << 20)")
    assert (code, "MemoryError" in said) == (1, True)
    await sandbox.close()


@pytest.mark.parametrize("cgroups", [True, False], ids=["cgroup", "watchdog"])
async def test_shared_pages_of_four_processes_count_together(
    provider: LocalProvider, state_dir: Path, cgroups: bool
) -> None:
    only = Profile(provider.capabilities().profile)
    bounded = LocalProvider(state_dir, only=only, cgroups=cgroups)
    if cgroups and not bounded.capabilities().memory.startswith("cgroup"):
        pytest.skip("no memory cgroup can be made here: run as root or delegate one")
    sandbox = await bounded.create("test", limits=Limits(memory_bytes=200 * MIB))
    result = await sandbox.exec(["python3", "-I", "-c", SHARED_PAGES], wall_s=25)
    assert result.oom
    assert not result.timed_out
    assert (await sandbox.exec(["echo", "alive"])).out == b"alive\n"
    await sandbox.close()


# --- the workspace's room


async def test_a_full_workspace_recovers_when_files_are_deleted(provider: LocalProvider) -> None:
    sandbox = await provider.create("test", limits=Limits(workspace_bytes=8 * MIB, inodes=300))
    assert (await sandbox.exec(["sh", "-c", "head -c 20000000 /dev/zero > huge"])).code != 0
    with pytest.raises(WorkspaceFull):
        await sandbox.write_file("more", b"x" * MIB)
    await sandbox.delete("huge")
    await sandbox.write_file("more", b"x" * MIB)
    many = await sandbox.exec(["sh", "-c", "mkdir many; for i in $(seq 1000); do : > many/$i || exit 3; done"])
    assert many.code != 0
    with pytest.raises(WorkspaceFull):
        await sandbox.write_file("another", b"")
    await sandbox.exec(["rm", "-r", "many"])
    await sandbox.write_file("another", b"fits")
    await sandbox.close()


async def test_a_file_cannot_grow_beyond_its_limit(provider: LocalProvider) -> None:
    sandbox = await provider.create("test", limits=Limits(file_bytes=MIB))
    result = await sandbox.exec(["sh", "-c", "head -c 2000000 /dev/zero > f"])
    assert result.code != 0
    assert len(await sandbox.read_file("f", limit_bytes=4 * MIB)) == MIB
    await sandbox.close()


async def test_three_thousand_folders_deep_are_listed_to_a_depth_and_deleted(sandbox: LocalSandbox) -> None:
    code = "import os\nfor _ in range(3000):\n os.mkdir('d'); os.chdir('d')\nos.chmod('.', 0)"
    assert (await python(sandbox, code))[0] == 0
    assert 100 <= len(await sandbox.list_files()) < 3000
    await sandbox.delete("d")
    assert await sandbox.list_files() == []


# --- the machine's files


@pytest.mark.parametrize("path", ["/dev/x", "/etc/x", "/x", "/usr/x", "/proc/sys/kernel/hostname", "/sys/x"])
async def test_nothing_outside_the_workspace_is_written(sandbox: LocalSandbox, path: str) -> None:
    assert (await sandbox.exec(["sh", "-c", f"echo x > {path}"])).code != 0
    assert path not in (f"/{folder}/x" for folder in ("dev", "etc", "usr", "sys") if "x" in os.listdir(f"/{folder}"))


async def test_every_mount_but_the_candidates_own_is_sealed_against_writing(sandbox: LocalSandbox) -> None:
    told = (await sandbox.exec(["cat", "/proc/self/mountinfo"])).out.decode().splitlines()
    flags = {line.split()[4]: line.split()[5].split(",") for line in told}
    own = {"/workspace", "/tmp", "/dev/shm", "/dev/pts", "/proc"}
    devices = {point for point in flags if point.startswith("/dev/")} - own
    assert len(devices) == 6
    for point, has in flags.items():
        assert "nosuid" in has, point
        assert point in devices | {"/dev/pts"} or "nodev" in has, point
        assert point in own | devices or "ro" in has, point


async def test_the_machines_secrets_are_not_there(sandbox: LocalSandbox) -> None:
    for path in ("/etc/shadow", "/root", "/home", "/var", "/run", "/srv", str(Path(__file__))):
        assert (await sandbox.exec(["ls", path])).code != 0, path


async def test_no_environment_in_sight_holds_what_the_server_has(
    sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-very-secret")
    result = await sandbox.exec(["sh", "-c", "env; cat /proc/*/environ /proc/*/cmdline"])
    assert b"HOME=/workspace" in result.out
    assert b"very-secret" not in result.out
    assert b"PYTEST" not in result.out


async def test_the_servers_processes_are_out_of_sight_and_reach(sandbox: LocalSandbox) -> None:
    pids = json.loads(
        (await python(sandbox, "import os, json; print(json.dumps([p for p in os.listdir('/proc') if p.isdigit()]))"))[
            1
        ]
    )
    assert len(pids) <= 4
    assert (await sandbox.exec(["sh", "-c", f"kill -0 {os.getpid()}"])).code != 0


async def test_no_descriptor_of_ours_is_inherited(sandbox: LocalSandbox) -> None:
    code = """
import os
print(os.listdir('/proc/self/fd'))
"""
    assert (await python(sandbox, code))[1].strip() == "['0', '1', '2', '3']"  # 3 is the listing's own


async def test_another_sandboxes_files_are_out_of_reach(provider: LocalProvider, sandbox: LocalSandbox) -> None:
    other = await provider.create("other")
    await other.write_file("mine", b"secret")
    found = await sandbox.exec(["sh", "-c", "find / -name mine 2>/dev/null; cat /proc/*/root/workspace/mine"])
    assert b"mine\n" not in found.out
    assert b"secret" not in found.out
    await other.close()


async def test_a_secret_of_a_judged_submission_reaches_no_later_program(
    provider: LocalProvider, sandbox: LocalSandbox
) -> None:
    hide = """
import os, socket, time
for place in ("/workspace/secret", "/tmp/secret", "/dev/shm/secret"):
    open(place, "w").write("hidden-case-42")
if os.fork() == 0:
    os.setsid()
    told = socket.socket(socket.AF_UNIX); told.bind("\\0secret"); told.listen()
    reached = socket.create_server(("127.0.0.1", 8765))
    print("kept", flush=True)
    time.sleep(60)
time.sleep(60)
"""
    seek = """
import os, socket
found = [os.path.join(at, n) for top in ("/workspace", "/tmp", "/dev/shm") for at, _, ns in os.walk(top) for n in ns]
for family, address in ((socket.AF_UNIX, "\\0secret"), (socket.AF_INET, ("127.0.0.1", 8765))):
    if socket.socket(family).connect_ex(address) == 0: found.append(str(address))
print(found)
"""
    judged = await provider.create("judged")
    async with judged.stream(["python3", "-I", "-c", hide], wall_s=30) as running:
        assert await anext(running.output()) == (1, b"kept\n")
        assert await python(sandbox, seek) == (0, "[]\n"), "while it is judged"
    await judged.close()
    assert await python(sandbox, seek) == (0, "[]\n"), "after it was judged"
    again = await provider.create("judged")
    assert await python(again, seek) == (0, "[]\n"), "in the next one of that name"
    await again.close()


async def test_each_sandbox_of_root_has_a_user_of_its_own(provider: LocalProvider, sandbox: LocalSandbox) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give each sandbox a user")
    other = await provider.create("other")
    uids = {other._record.uid, sandbox._record.uid}
    assert len(uids) == 2
    assert not {None, 0} & uids
    await other.close()


# --- traps for whoever reads and writes from outside


async def test_links_and_special_files_lead_nobody_out(sandbox: LocalSandbox) -> None:
    traps = """
ln -s /etc/passwd absolute; ln -s ../../etc/passwd relative; ln -s /etc folder; ln -s /proc/self/fd/0 magic
ln -s loop loop; mkfifo fifo; mkdir in; echo ok > in/file; ln -s in inside
"""
    await sandbox.exec(["sh", "-c", traps])
    for path in ("absolute", "relative", "folder/passwd", "magic", "loop", "fifo", "in"):
        with pytest.raises(PathRefused):
            await asyncio.wait_for(sandbox.read_file(path), 5)
    assert await sandbox.read_file("inside/file") == b"ok\n"
    with pytest.raises(PathRefused):
        await sandbox.write_file("folder/x", b"")
    for path in ("absolute", "magic", "fifo"):
        await asyncio.wait_for(sandbox.write_file(path, b"own"), 5)
        assert await sandbox.read_file(path) == b"own"
    assert (await sandbox.exec(["sh", "-c", "test -L absolute"])).code == 1
    await sandbox.delete("folder")
    assert "passwd" in os.listdir("/etc")


async def test_a_sparse_file_is_too_large_to_read(sandbox: LocalSandbox) -> None:
    await sandbox.exec(["truncate", "-s", "50M", "sparse"])
    with pytest.raises(FileTooLarge):
        await sandbox.read_file("sparse")


async def test_a_folder_that_turns_into_a_link_meanwhile_leads_nowhere(sandbox: LocalSandbox) -> None:
    swap = """
import os
os.makedirs('real'); os.symlink('/etc', 'evil')
print('go', flush=True)
while True:
    for new in ('real', 'evil'):
        try: os.unlink('t')
        except OSError: pass
        os.symlink(new, 't')
"""
    before = sorted(os.listdir("/etc"))
    async with sandbox.stream(["python3", "-I", "-c", swap], wall_s=30) as running:
        await anext(running.output())
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            try:
                await sandbox.write_file("t/from-outside", b"x")
            except PathRefused:
                continue
    assert sorted(os.listdir("/etc")) == before


# --- the network


async def test_there_is_no_way_out_over_the_network(sandbox: LocalSandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0interview-test-{port}")
        abstract.listen()
        for family, address in (
            ("AF_INET", f"('127.0.0.1', {port})"),
            ("AF_INET", "('1.1.1.1', 53)"),
            ("AF_INET", "('169.254.169.254', 80)"),
            ("AF_UNIX", f"'\\0interview-test-{port}'"),
        ):
            code, said = await python(
                sandbox, f"import socket; s = socket.socket(socket.{family}); s.settimeout(3); s.connect({address})"
            )
            assert code == 1, (address, said)
        abstract.close()


async def test_a_server_of_the_candidates_is_reached_by_a_later_program(sandbox: LocalSandbox) -> None:
    await sandbox.write_file("page", b"it works")
    server = ["python3", "-u", "-m", "http.server", "8123", "--bind", "127.0.0.1"]
    async with sandbox.stream(server, wall_s=30) as running:
        await anext(running.output())
        code, said = await python(
            sandbox, "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8123/page').read().decode())"
        )
    assert (code, said) == (0, "it works\n")
