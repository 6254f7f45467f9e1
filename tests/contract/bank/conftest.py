import asyncio
from pathlib import Path

import pytest

from bank.verify import Bench
from sandbox.bubblewrap import LocalProvider
from sandbox.local import ROOT
from sandbox.runners.registry import RUNNERS
from sandbox.toolchain import tools


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """The real sandbox of this machine, two programs at a time."""
    return Bench(LocalProvider(tmp_path / "sandboxes", tools=tools(ROOT)), RUNNERS, asyncio.Semaphore(2))
