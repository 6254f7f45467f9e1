"""What a hostile program may try in a Modal sandbox: what Modal does not do for us, we do."""

import pytest

from sandbox.base import Limits
from sandbox.errors import WorkspaceFull
from sandbox.modal_box import ModalSandbox
from sandbox.modal_sandbox import ModalProvider
from tests.contract.runners.conftest import Left
from tests.contract.sandbox import test_abuse as suite
from tests.fakes.modal_server import ModalStandIn

MIB = 1024 * 1024

# Of the suite for local profiles those that do not ask which namespaces, users or filters there are.
OURS_TOO = (
    "test_a_program_that_spins_ends_at_its_cpu_limit",
    "test_one_process_cannot_have_more_memory_than_the_limit",
    "test_a_file_cannot_grow_beyond_its_limit",
    "test_three_thousand_folders_deep_are_listed_to_a_depth_and_deleted",
    "test_no_descriptor_of_ours_is_inherited",
    "test_links_and_special_files_lead_nobody_out",
    "test_a_sparse_file_is_too_large_to_read",
    "test_a_folder_that_turns_into_a_link_meanwhile_leads_nowhere",
    "test_there_is_no_way_out_over_the_network",
    "test_a_server_of_the_candidates_is_reached_by_a_later_program",
)
globals().update({name: getattr(suite, name) for name in OURS_TOO})


async def test_the_wall_limit_leaves_no_survivor_that_fled_and_ignores_term(sandbox: ModalSandbox, left: Left) -> None:
    code = """
import os, signal, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            while True: time.sleep(1)
        os._exit(0)
time.sleep(60)
"""
    result = await sandbox.exec(["python3", "-I", "-c", code], wall_s=0.7)
    assert result.timed_out
    assert await left() == []


async def test_a_daemon_that_keeps_the_output_open_does_not_outlive_its_program(
    sandbox: ModalSandbox, left: Left
) -> None:
    result = await sandbox.exec(["sh", "-c", "setsid sleep 60 & echo done"], wall_s=30)
    assert (result.out, result.code, result.timed_out) == (b"done\n", 0, False)
    assert result.ms < 10_000
    assert await left() == []


async def test_a_fork_bomb_ends_with_its_program(sandbox: ModalSandbox, left: Left) -> None:
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    result = await sandbox.exec(["python3", "-I", "-c", bomb], wall_s=1.5)
    assert result.timed_out or result.oom
    assert await left() == []


async def test_infinite_output_ends_at_the_limit(sandbox: ModalSandbox, left: Left) -> None:
    result = await sandbox.exec(["sh", "-c", "yes & yes >&2"], wall_s=20)
    assert result.truncated
    assert len(result.out) + len(result.err) == MIB
    assert not result.timed_out
    assert await left() == []


async def test_pages_that_processes_share_count_together(provider: ModalProvider) -> None:
    sandbox = await provider.create("pages", limits=Limits(memory_bytes=200 * MIB))
    result = await sandbox.exec(["python3", "-I", "-c", suite.SHARED_PAGES], wall_s=25)
    assert result.oom
    assert not result.timed_out
    assert (await sandbox.exec(["echo", "alive"])).out == b"alive\n"
    await sandbox.close()


async def test_a_full_workspace_recovers_when_files_are_deleted(provider: ModalProvider) -> None:
    sandbox = await provider.create("full", limits=Limits(workspace_bytes=8 * MIB, inodes=300))
    assert (await sandbox.exec(["sh", "-c", "head -c 20000000 /dev/zero > huge"])).code != 0
    endless = await sandbox.exec(
        ["sh", "-c", "i=0; while :; do head -c 100000 /dev/zero > $((i += 1)); done"], wall_s=20
    )
    assert (endless.code, endless.timed_out) == (-9, False)
    assert b"the workspace is full: it may hold 8 MiB in 300 files" in endless.err
    with pytest.raises(WorkspaceFull, match="delete some files"):
        await sandbox.write_file("more", b"x" * MIB)
    assert (await sandbox.exec(["sh", "-c", "rm -f [0-9]* huge"])).code == 0
    await sandbox.write_file("more", b"x" * MIB)
    many = await sandbox.exec(["sh", "-c", "mkdir many; for i in $(seq 1000); do : > many/$i; done"])
    assert b"the workspace is full" in many.err
    with pytest.raises(WorkspaceFull):
        await sandbox.write_file("another", b"")
    assert (await sandbox.exec(["rm", "-r", "many"])).err == b""
    await sandbox.write_file("another", b"fits")
    await sandbox.close()


async def test_an_overfull_workspace_is_seen_however_deep_it_lies(provider: ModalProvider) -> None:
    sandbox = await provider.create("deep", limits=Limits(workspace_bytes=8 * MIB))
    code = "import os\nfor _ in range(3000):\n os.mkdir('d'); os.chdir('d')\n"
    code += "for n in range(3): open(str(n), 'wb').write(bytes(4 << 20))"
    assert b"the workspace is full" in (await sandbox.exec(["python3", "-I", "-c", code])).err
    await sandbox.delete("d")
    await sandbox.close()


async def test_a_program_finds_no_environment_but_its_own(sandbox: ModalSandbox) -> None:
    result = await sandbox.exec(["sh", "-c", "env; cat /proc/*/environ 2>/dev/null"])
    assert b"HOME=/workspace" in result.out
    assert b"MODAL" not in result.out


async def test_who_started_a_program_is_out_of_its_reach(sandbox: ModalSandbox, stand_in: ModalStandIn) -> None:
    code = "import os, signal\nfor number in (9, 19): os.kill(os.getppid(), number)"
    result = await sandbox.exec(["python3", "-I", "-c", code], wall_s=5)
    if b"PermissionError" not in result.err:
        # Where the sandbox is not root it has one user only: then the killer is told as killed.
        assert result.code == -9
    assert (await sandbox.exec(["echo", "alive"])).out == b"alive\n"


async def test_no_set_uid_program_brings_a_capability_back(sandbox: ModalSandbox) -> None:
    found = await sandbox.exec(["grep", "-E", "^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs)", "/proc/self/status"])
    fields = dict(line.split(":\t") for line in found.out.decode().splitlines())
    assert fields.pop("NoNewPrivs") == "1"
    assert set(fields.values()) == {"0" * 16}


@pytest.mark.parametrize("place", ["/usr", "/etc", "/opt"])
async def test_the_image_cannot_be_changed(sandbox: ModalSandbox, place: str) -> None:
    assert (await sandbox.exec(["sh", "-c", f"echo x > {place}/x"])).code != 0
