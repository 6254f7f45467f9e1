"""When a session's sandbox lives, what it costs while it does not, and that its files outlast it."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile

import pytest

from app.services.saving import Saving
from demo.server import ROOT
from protocol.events import EndRequested, InterviewCancelled, InterviewCompleted, SubmitRequested
from protocol.frames import CodeData
from protocol.values import SubmitSource
from sandbox.profile import SEARCH_PATH
from tests.contract.workspaces.conftest import a_place, running_in, until
from tests.unit.app.desk import PATH, a_desk

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap", path=SEARCH_PATH) is None, reason="bubblewrap is not installed (apt-get install bubblewrap)"
)


async def test_nothing_lives_before_the_first_use() -> None:
    async with a_place() as place:
        assert place.records() == []
        assert not place.workspaces.awake(place.host.session_id)
        await place.workspaces.sandbox(place.host)
        assert len(place.records()) == 1


async def test_a_sandbox_is_made_when_somebody_edits_and_only_one() -> None:
    async with a_place() as place:
        saving = Saving(place.desk.documents, place.workspaces)
        try:
            for text in ("a", "ab", "abc"):
                await place.desk.send(CodeData(path=PATH, content=text))
            await until(lambda: place.workspaces.awake(place.host.session_id))
            box = await place.workspaces.sandbox(place.host)
            assert [record.id for record in place.records()] == [box.id]
            assert await box.read_file(PATH) == b"abc"
        finally:
            await saving.close()


async def test_a_sleeping_workspace_costs_no_process_and_wakes_with_its_files() -> None:
    async with a_place(sleep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        script = "mkdir -p d/empty; echo kept >d/notes; chmod 750 d/notes; ln -s notes d/link; sleep 1000 &"
        assert (await box.exec(["sh", "-c", script])).code == 0
        await until(lambda: place.records() == [])
        assert not place.workspaces.awake(place.host.session_id)
        again = await place.workspaces.sandbox(place.host)
        assert again.id != box.id
        told = await again.exec(["sh", "-c", "cat d/link; stat -c %a d/notes; ls -d d/empty"])
        assert told.out == b"kept\n750\nd/empty\n"


async def test_documents_come_from_the_log_not_from_the_snapshot() -> None:
    async with a_place(sleep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("other.txt", b"mine")
        await until(lambda: place.records() == [])
        with tarfile.open(place.archive) as archive:
            assert archive.getnames() == ["other.txt"]
        await place.desk.send(CodeData(path=PATH, content="written while it slept\n"))
        again = await place.workspaces.sandbox(place.host)
        assert await again.read_file(PATH) == b"written while it slept\n"
        assert await again.read_file("other.txt") == b"mine"


async def test_what_a_program_wrote_into_a_document_is_not_lost_by_sleeping() -> None:
    async with a_place(sleep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.exec(["sh", "-c", f"echo '# by a program' >>{PATH}"])
        await until(lambda: place.records() == [])
        assert place.desk.text.endswith("# by a program\n")


async def test_somebody_connected_keeps_it_awake() -> None:
    async with a_place(sleep_after_s=0.3) as place:
        sink = lambda signal: None  # noqa: E731
        place.host.signal_sinks.add(sink)
        await place.workspaces.sandbox(place.host)
        await asyncio.sleep(1.0)
        assert len(place.records()) == 1
        place.host.signal_sinks.discard(sink)
        await until(lambda: place.records() == [])


async def test_traffic_of_a_terminal_keeps_it_awake() -> None:
    async with a_place(sleep_after_s=0.6) as place:
        await place.workspaces.sandbox(place.host)
        for _ in range(10):
            await asyncio.sleep(0.15)
            place.workspaces.touch(place.host.session_id)
        assert len(place.records()) == 1
        await until(lambda: place.records() == [])


ATTACH = """
import asyncio, sys
from pathlib import Path
from sandbox.bubblewrap import LocalProvider
async def main():
    box = await LocalProvider(Path(sys.argv[1])).attach(sys.argv[2])
    print("attached", flush=True)
    await box.exec(["sleep", "1000"], wall_s=1000)
asyncio.run(main())
"""


def started(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Another process, as an agent is one."""
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE)


def first_line(program: subprocess.Popen[bytes]) -> bytes:
    """Wait for its first word."""
    assert program.stdout is not None
    return program.stdout.readline()


def killed(program: subprocess.Popen[bytes]) -> None:
    """Its sudden end."""
    program.kill()
    program.wait()
    assert program.stdout is not None
    program.stdout.close()


async def test_a_run_of_the_agent_keeps_it_awake_until_the_agent_is_done_or_dead() -> None:
    async with a_place(sleep_after_s=0.3) as place:
        place.host.signal_sinks.add(print)
        box = await place.workspaces.sandbox(place.host)
        running = started(ATTACH, str(place.state), box.id)
        try:
            assert await asyncio.to_thread(first_line, running) == b"attached\n"
            place.host.signal_sinks.clear()
            await until(lambda: running_in(place.records()[0]) != [])
            await asyncio.sleep(1.2)
            assert len(place.records()) == 1
            assert running.poll() is None
        finally:
            killed(running)
        await until(lambda: place.records() == [])


async def test_changing_files_are_kept_while_it_is_awake() -> None:
    async with a_place(keep_after_s=0.3) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("precious", b"1")
        await until(lambda: not place.archive.exists())
        place.workspaces.touch(place.host.session_id)
        await until(place.archive.exists)
        with tarfile.open(place.archive) as archive:
            assert archive.getnames() == ["precious"]
        first = place.archive.stat().st_ino
        await asyncio.sleep(0.8)
        assert place.archive.stat().st_ino == first
        assert len(place.records()) == 1


async def test_the_files_are_kept_at_a_submission() -> None:
    async with a_place() as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("precious", b"1")
        await place.host.append(
            SubmitRequested(submission_id="s", question_id="q", source=SubmitSource.BUTTON, versions={}, code_hash="h")
        )
        await until(place.archive.exists)
        with tarfile.open(place.archive) as archive:
            assert archive.getnames() == ["precious"]


async def test_a_sandbox_that_was_killed_is_made_again_with_what_was_kept() -> None:
    async with a_place(keep_after_s=0.2) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("precious", b"1")
        place.workspaces.touch(place.host.session_id)
        await until(place.archive.exists)
        holder = place.records()[0].holder
        assert holder is not None
        os.kill(holder.pid, signal.SIGKILL)
        await until(lambda: place.records() == [])
        again = await place.workspaces.sandbox(place.host)
        assert await again.read_file("precious") == b"1"
        assert await again.read_file(PATH) == place.desk.text.encode()


async def test_a_torn_snapshot_hinders_nobody() -> None:
    async with a_place(sleep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("precious", os.urandom(50_000))
        await until(lambda: place.records() == [])
        place.archive.write_bytes(place.archive.read_bytes()[:-1000])
        again = await place.workspaces.sandbox(place.host)
        assert await again.read_file(PATH) == place.desk.text.encode()


async def test_a_workspace_too_large_to_keep_still_sleeps_and_loses_nothing_kept_before() -> None:
    async with a_place(sleep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("small", b"1")
        await until(lambda: place.records() == [])
        box = await place.workspaces.sandbox(place.host)
        await box.exec(["sh", "-c", "for n in 1 2 3 4 5; do truncate -s 60M sparse$n; done"])
        await until(lambda: place.records() == [])
        box = await place.workspaces.sandbox(place.host)
        assert await box.read_file("small") == b"1"


async def test_a_completed_interview_leaves_its_files_and_no_process() -> None:
    async with a_place() as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("result", b"1")
        await place.host.append(EndRequested())
        await place.host.append(InterviewCompleted(feedback="done", report_id="r"))
        await place.workspaces.destroy(place.host)
        assert place.records() == []
        with tarfile.open(place.archive) as archive:
            assert archive.getnames() == ["result"]


async def test_a_cancelled_interview_leaves_no_process_and_one_that_is_over_is_found_by_the_sweep() -> None:
    async with a_place(sleep_after_s=2) as place:
        place.host.signal_sinks.add(print)
        await place.workspaces.sandbox(place.host)
        await place.host.append(InterviewCancelled())
        await until(lambda: place.records() == [])
        place.host.signal_sinks.clear()


MAKE = """
import asyncio, sys, time
from pathlib import Path
from sandbox.bubblewrap import LocalProvider
box = asyncio.run(LocalProvider(Path(sys.argv[1])).create("judge-1"))
print("made", flush=True)
time.sleep(1000)
"""


async def test_the_throw_away_sandbox_of_a_killed_agent_is_swept_and_the_sessions_is_not() -> None:
    async with a_place(sleep_after_s=600, keep_after_s=0.4) as place:
        box = await place.workspaces.sandbox(place.host)
        maker = started(MAKE, str(place.state))
        assert await asyncio.to_thread(first_line, maker) == b"made\n"
        await asyncio.sleep(0.6)
        assert len(place.records()) == 2
        killed(maker)
        await until(lambda: [record.id for record in place.records()] == [box.id])


async def test_twenty_sleeping_sessions_cost_no_process() -> None:
    async with a_place(sleep_after_s=1.0) as place, contextlib.AsyncExitStack() as desks:
        for _ in range(20):
            desk = await desks.enter_async_context(a_desk())
            box = await place.workspaces.sandbox(desk.host)
            await box.write_file("own", desk.session_id.encode())
        await until(lambda: place.records() == [])
        assert place.workspaces.count() == 0
        await until(lambda: os.listdir(place.state / "uids") == [])
        box = await place.workspaces.sandbox(desk.host)
        assert await box.read_file("own") == desk.session_id.encode()


async def test_closing_puts_to_sleep_what_is_awake() -> None:
    async with a_place() as place:
        box = await place.workspaces.sandbox(place.host)
        await box.write_file("kept", b"1")
        await place.workspaces.close()
        assert place.records() == []
        assert place.archive.exists()
