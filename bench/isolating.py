"""Rows about the sandbox: what isolation costs beside a plain subprocess, and what a sandbox asleep costs."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.machine import children
from bench.plan import Run
from bench.server import Api, serving
from bench.table import Row, median
from sandbox.base import Sandbox
from sandbox.bubblewrap import LocalProvider
from sandbox.state import StateFolder

PROGRAM = "/bin/true"
PARALLEL, BOXES = 100, 10
"""A sandbox may have 128 processes, and an exec takes three while it starts: a hundred need several sandboxes."""
SLEEP_AFTER_S = 2.0
ASLEEP_WITHIN_S = 120.0


async def _plain() -> None:
    program = await asyncio.create_subprocess_exec(PROGRAM)
    await program.wait()


async def _exec(sandbox: Sandbox) -> None:
    result = await sandbox.exec([PROGRAM])
    if result.code != 0:
        raise RuntimeError(f"{PROGRAM} ended with {result}")


async def _ms(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _measure(count: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        os.chmod(folder, 0o755)
        provider = LocalProvider(Path(folder) / "sandboxes")
        await (await provider.create("warm")).close()
        boxes: list[Sandbox] = []

        async def new() -> None:
            boxes.append(await provider.create(f"bench{len(boxes)}"))

        try:
            holders = [await _ms(new) for _ in range(max(BOXES, count // 2))]
            await _exec(boxes[0])
            execs = [await _ms(lambda: _exec(boxes[0])) for _ in range(count)]
            plain = [await _ms(_plain) for _ in range(count)]
            rounds = [await _ms(lambda: _many(lambda at: _exec(boxes[at % BOXES]))) for _ in range(3)]
            bare = [await _ms(lambda: _many(lambda _: _plain())) for _ in range(3)]
        finally:
            await asyncio.gather(*(box.close() for box in boxes))
    beside = f"{PARALLEL} programs in {BOXES} sandboxes"
    return [
        Row("exec in the sandbox, p50", median(execs), "ms", 10, raw_name="subprocess", raw=median(plain)),
        Row("a new sandbox, p50", median(holders), "ms", 35),
        Row("100 execs at once", median(rounds), "ms", 600, raw_name="subprocess", raw=median(bare), note=beside),
    ]


async def _many(work: Callable[[int], Awaitable[None]]) -> None:
    await asyncio.gather(*(work(number) for number in range(PARALLEL)))


def sandboxes(run: Run) -> list[Row]:
    """A program in a sandbox that exists, the sandbox itself, and a hundred programs at once."""
    return asyncio.run(_measure(run.sizes.sandbox_execs))


def asleep(run: Run) -> list[Row]:
    """Sessions whose workspaces were used and then left alone: processes beside their agents."""
    count = run.sizes.sleepers
    with serving({"WORKSPACE_SLEEP_AFTER_S": str(SLEEP_AFTER_S), "NUDGE_AFTER_S": "3600"}) as api:
        state = StateFolder(api.server.folder / "var" / "sandboxes")
        awake = 0
        for _ in range(count):
            session_id = api.started()
            api.call("PUT", f"{session_id}/files/notes.txt", {"content": "kept while nobody is here"})
            awake = max(awake, sum(record.alive() for record in state.records()))
        until = time.monotonic() + ASLEEP_WITHIN_S
        while any(record.alive() for record in state.records()):
            if time.monotonic() > until:
                raise RuntimeError(f"workspaces are awake {ASLEEP_WITHIN_S:.0f} s after their last use")
            time.sleep(1.0)
        left = _beside_agents(api)
        agents = len(api.agents())
        if agents != count:
            raise RuntimeError(f"{agents} of {count} agents live")
    note = f"files written in each of {count}; {awake} sandboxes were awake at once; the agents are not counted"
    return [Row(f"processes of {count} workspaces asleep", left, "", 0, note=note)]


def _beside_agents(api: Api) -> int:
    """Descendants of the server, and what it left to itself, without agents and their parent."""
    known = {api.pid, api.fork_server, *api.agents().values()}
    found, fresh = set[int](), {api.pid}
    while fresh:
        fresh = {child for pid in fresh for child in children(pid)} - found
        found |= fresh
    return len(found - known)
