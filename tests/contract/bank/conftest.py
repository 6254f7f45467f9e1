import asyncio
from pathlib import Path

import pytest

from bank.verify import Bench
from sandbox.bubblewrap import LocalProvider
from sandbox.runners.registry import RUNNERS


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """The real sandbox of this machine, two programs at a time."""
    return Bench(LocalProvider(tmp_path / "sandboxes"), RUNNERS, asyncio.Semaphore(2))
