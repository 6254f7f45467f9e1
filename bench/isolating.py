"""Rows about the sandbox: what isolation costs beside a plain subprocess."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from bench.plan import Run
from bench.table import Row, median
from sandbox.bubblewrap import LocalProvider

PROGRAM = "/bin/true"


async def _plain_ms(count: int) -> list[float]:
    took = []
    for _ in range(count):
        began = time.perf_counter()
        program = await asyncio.create_subprocess_exec(PROGRAM)
        await program.wait()
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _measure(count: int) -> tuple[list[float], list[float], list[float]]:
    with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
        os.chmod(folder, 0o755)
        provider = LocalProvider(Path(folder) / "sandboxes")
        await (await provider.create("warm")).close()
        holders, execs = [], []
        for number in range(max(3, count // 5)):
            began = time.perf_counter()
            sandbox = await provider.create(f"bench{number}")
            holders.append((time.perf_counter() - began) * 1000)
            await sandbox.close()
        sandbox = await provider.create("execs")
        try:
            for _ in range(count + 1):
                began = time.perf_counter()
                result = await sandbox.exec([PROGRAM])
                execs.append((time.perf_counter() - began) * 1000)
                if result.code != 0:
                    raise RuntimeError(f"{PROGRAM} ended with {result}")
        finally:
            await sandbox.close()
        return holders, execs[1:], await _plain_ms(count)


def sandboxes(run: Run) -> list[Row]:
    """A program in a sandbox that exists, and the sandbox itself."""
    holders, execs, plain = asyncio.run(_measure(run.sizes.sandbox_execs))
    name, limit = "subprocess", median(plain)
    return [
        Row("exec in the sandbox, p50", median(execs), "ms", 10, raw_name=name, raw=limit),
        Row("a new sandbox, p50", median(holders), "ms"),
    ]
