"""The life of one program, on its own: no profile stands before it."""

import asyncio
import os
import subprocess

from sandbox.child import Launch
from sandbox.execution import Execution
from sandbox.processes import end_unisolated


async def started(*argv: str, wall_s: float = 20.0, with_input: bool = False) -> Execution:
    running = Execution(wall_s=wall_s, output_bytes=1000, oom_kills=lambda: 0)
    running.start(Launch(list(argv), {"PATH": "/usr/bin:/bin"}, "/", (), None), with_input=with_input)
    return running


async def test_a_stranger_that_holds_the_output_open_delays_nobody() -> None:
    stranger = "echo $$; kill -USR1 $PPID; exec sleep 8"
    running = await started("sh", "-c", f"trap 'exit 0' USR1; setsid sh -c '{stranger}' & wait")
    chunks = [chunk async for _, chunk in running.output()]
    result = await asyncio.wait_for(running.wait(), 5)
    os.kill(int(b"".join(chunks)), 9)
    assert result.code == 0
    assert result.ms < 5000


def test_programs_without_a_mark_are_found_by_their_session_alone() -> None:
    with (
        subprocess.Popen(["sleep", "10"], start_new_session=True) as bystander,
        subprocess.Popen(["sleep", "10"], start_new_session=True) as meant,
    ):
        for nothing in (None, ""):
            end_unisolated(mark=nothing, session=meant.pid, uid=0)
        assert (meant.poll() is None, bystander.poll() is None) == (False, True)
        bystander.kill()


async def test_input_for_a_program_that_ended_is_dropped() -> None:
    running = await started("true", with_input=True)
    await running.wait()
    await asyncio.wait_for(running.send(b"x" * 1_000_000), 5)
    await running.end_input()
    assert (await running.wait()).code == 0


async def test_no_descriptor_is_left_open() -> None:
    before = set(os.listdir("/proc/self/fd"))
    for wall_s in (20.0, 0.05):
        running = await started("sleep", "0.2", wall_s=wall_s, with_input=True)
        await running.wait()
        assert (await running.wait()).timed_out == (wall_s < 1)
    assert set(os.listdir("/proc/self/fd")) <= before


async def test_a_listener_that_gives_up_ends_the_program() -> None:
    running = await started("sleep", "60")
    waiting = asyncio.create_task(running.wait())
    await asyncio.sleep(0.05)
    waiting.cancel()
    await running.finish()
    assert (await running.wait()).code == -9
