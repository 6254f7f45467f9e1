"""A Modal sandbox lives apart from the process that made it: names, attaching, the maker's death, sweep."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.base import Limits
from sandbox.errors import SandboxGone
from sandbox.modal_box import ModalSandbox
from sandbox.modal_sandbox import ModalProvider, named, node_of
from sandbox.modal_tags import is_orphan, limits_of, tags
from sandbox.processes import Identity, identify
from tests.fakes.modal_books import TOKEN
from tests.fakes.modal_server import ModalStandIn

ROOT = Path(__file__).parents[3]


async def test_another_process_attaches_by_name_and_finds_the_limits(provider: ModalProvider, folder: Path) -> None:
    made = await provider.create("0198", limits=Limits(wall_s=1.5, output_bytes=10))
    other = ModalProvider(*TOKEN, folder=folder)
    attached = await other.attach("interview-0198")
    await attached.write_file("from", b"other")
    result = await attached.exec(["sh", "-c", "cat from; echo more than ten bytes"])
    assert (result.out, result.truncated) == (b"othermore ", True)
    assert (await attached.exec(["sleep", "60"])).timed_out
    await attached.close()
    await other.aclose()
    assert await made.read_file("from") == b"other"
    await made.close()


async def test_a_sandbox_is_asked_for_as_it_has_to_be(
    provider: ModalProvider, stand_in: ModalStandIn, folder: Path
) -> None:
    made = await provider.create("0198", limits=Limits(memory_bytes=512 * 1024 * 1024))
    (box,) = stand_in.books.living()
    asked = box.definition
    assert asked.name == "interview-0198"
    assert list(asked.entrypoint_args) == ["sleep", "infinity"]
    assert asked.network_access.network_access_type == asked.network_access.BLOCKED
    assert not asked.open_ports.ports
    assert [(mount.mount_path, mount.volume_id) for mount in asked.volume_mounts] == [
        ("/workspace", stand_in.books.volumes["interview-0198"])
    ]
    assert 0 < asked.idle_timeout_secs < asked.timeout_secs <= 24 * 3600
    assert asked.resources.memory_mb_max == 640
    assert asked.resources.milli_cpu_max == 2000
    assert not asked.secret_ids
    assert box.tags["interview-node"] == node_of(folder)
    await made.close()


async def test_closing_throws_the_volume_away(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    made = await provider.create("one")
    assert list(stand_in.books.volumes) == ["interview-one"]
    await made.close()
    assert not stand_in.books.volumes
    assert not stand_in.books.living()


async def test_two_of_one_name_live_side_by_side(provider: ModalProvider, stand_in: ModalStandIn) -> None:
    first, second = await asyncio.gather(provider.create("same"), provider.create("same"))
    ids = sorted((first.id, second.id))
    assert ids[0] == "interview-same"
    assert ids[1].startswith("interview-same-")
    await first.write_file("mine", b"")
    assert await second.list_files() == []
    await first.close()
    assert (await second.exec(["echo", "here"])).out == b"here\n"
    await second.close()
    assert not stand_in.books.volumes


async def test_a_new_sandbox_takes_the_place_of_one_whose_maker_is_dead(
    provider: ModalProvider, stand_in: ModalStandIn, folder: Path
) -> None:
    forgotten = await provider.create("same")
    await forgotten.write_file("old", b"")
    (box,) = stand_in.books.living()
    box.tags["interview-maker"] = "1.0.of-another-boot"
    fresh = await provider.create("same")
    assert fresh.id == forgotten.id
    assert await fresh.list_files() == []
    assert len(stand_in.books.living()) == 1
    with pytest.raises(SandboxGone):
        await forgotten.exec(["true"])
    await forgotten.close()
    assert list(stand_in.books.volumes) == ["interview-same"], "it is the new one's"
    await fresh.write_file("new", b"")
    await fresh.close()
    assert not stand_in.books.volumes


MAKER = """
import asyncio, sys
from pathlib import Path
from sandbox.modal_sandbox import ModalProvider

async def main():
    made = await ModalProvider(*sys.argv[1:3], folder=Path(sys.argv[3])).create(sys.argv[4])
    print(made.id, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_sweep_ends_what_dead_makers_of_this_node_left_and_nothing_else(
    provider: ModalProvider, stand_in: ModalStandIn, folder: Path, tmp_path: Path
) -> None:
    mine = await provider.create("mine")
    makers: list[subprocess.Popen[bytes]] = []
    try:
        for place, name in ((folder, "orphan"), (folder, "wanted"), (tmp_path / "another", "foreign")):
            maker = subprocess.Popen(  # noqa: ASYNC220 - it is spoken with through the stand-in in this loop
                [sys.executable, "-c", MAKER, *TOKEN, str(place), name], stdout=subprocess.PIPE, cwd=ROOT
            )
            makers.append(maker)
        while len(stand_in.books.living()) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert await provider.sweep(set()) == 0, "their makers live"
    finally:
        for maker in makers:
            maker.kill()
            maker.wait()
            assert maker.stdout is not None
            maker.stdout.close()
    assert await provider.sweep({"interview-wanted"}) == 1
    left = sorted(box.definition.name for box in stand_in.books.living())
    assert left == ["interview-foreign", "interview-mine", "interview-wanted"]
    assert "interview-orphan" not in stand_in.books.volumes
    await mine.close()


@pytest.mark.parametrize("name", ["01890a5d-ac96-774b-bcce-b302099a8057", "x" * 100, "söme näme/with\nall", ""])
def test_every_session_has_a_name_that_modal_takes(name: str) -> None:
    taken = named(name)
    assert taken.startswith("interview-")
    assert len(taken) <= 64
    assert all(letter.isascii() and (letter.isalnum() or letter in "-_.") for letter in taken)


def test_names_that_are_cut_stay_different() -> None:
    assert named("x" * 100) != named("x" * 101)
    assert named("a/b") != named("a-b")


def test_a_node_keeps_its_name(tmp_path: Path) -> None:
    assert node_of(tmp_path) == node_of(tmp_path)
    assert node_of(tmp_path / "other") != node_of(tmp_path)


def test_tags_hold_all_limits_and_who_made_it() -> None:
    limits = Limits(wall_s=0.25, inodes=7)
    marks = tags("interview-x", "node", limits, maker=identify(1))
    assert limits_of(marks) == limits
    assert all(len(value) <= 63 for value in marks.values())
    assert not is_orphan(marks)
    assert is_orphan(tags("x", "n", limits, maker=Identity(pid=1, started=0, boot="another")))
    assert is_orphan({})
    assert limits_of({"interview-limits-1": "nonsense"}) == Limits()


async def test_what_attached_to_nothing_is_told(provider: ModalProvider) -> None:
    with pytest.raises(SandboxGone, match="interview-never"):
        await provider.attach("interview-never")


async def test_a_sandbox_says_what_it_is(sandbox: ModalSandbox) -> None:
    given = sandbox.capabilities
    assert (given.provider, given.isolated) == ("modal", True)


async def test_the_next_server_adopts_what_a_dead_maker_left_and_ends_it(
    provider: ModalProvider, stand_in: ModalStandIn, folder: Path
) -> None:
    maker = subprocess.Popen(  # noqa: ASYNC220 - it is spoken with through the stand-in in this loop
        [sys.executable, "-c", MAKER, *TOKEN, str(folder), "left"], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert maker.stdout is not None
    assert await asyncio.to_thread(maker.stdout.readline) == b"interview-left\n"
    maker.kill()
    maker.wait()
    maker.stdout.close()
    adopted = await provider.adopt("interview-left")
    assert await provider.sweep(set()) == 0, "its maker is this process now"
    await adopted.close()
    assert not stand_in.books.living()
    with pytest.raises(SandboxGone):
        await provider.adopt("interview-left")


async def test_nobody_is_alone_with_a_sandbox_that_another_process_is_in(provider: ModalProvider, folder: Path) -> None:
    made = await provider.create("one")
    other = ModalProvider(*TOKEN, folder=folder)
    async with made.alone() as alone:
        assert alone
        attaching = asyncio.create_task(other.attach(made.id))
        await asyncio.sleep(0.3)
        assert not attaching.done()
    attached = await attaching
    async with made.alone() as alone:
        assert not alone
    await attached.close()
    async with made.alone() as alone:
        assert alone
    await other.aclose()
    await made.close()


FORKED = """
import asyncio, os, sys
from pathlib import Path
from sandbox.choose import make_provider
from sandbox.settings import SandboxSettings

settings = SandboxSettings(sandbox="modal", modal_token_id=sys.argv[1], modal_token_secret=sys.argv[2])
provider = make_provider(settings, data_dir=Path(sys.argv[3]))

async def use():
    made = await provider.create(f"fork-{os.getpid()}")
    result = await made.exec(["echo", "from the child"])
    await made.close()
    await provider.aclose()
    return result.out

for _ in range(2):
    child = os.fork()
    if child == 0:
        os.write(1, asyncio.run(use()))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""


async def test_a_provider_made_before_a_fork_works_in_each_child(stand_in: ModalStandIn, tmp_path: Path) -> None:
    ran = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", FORKED, *TOKEN, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    )
    said, _ = await asyncio.wait_for(ran.communicate(), 60)
    assert (ran.returncode, said) == (0, b"from the child\n" * 2)
