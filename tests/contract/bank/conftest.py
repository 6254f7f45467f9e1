import asyncio
from pathlib import Path

import pytest

from bank.cli import main
from bank.verify import Bench
from sandbox.local import local_provider
from sandbox.runners.registry import RUNNERS


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """The real sandbox of this machine, two programs at a time."""
    return Bench(local_provider(tmp_path / "state"), RUNNERS, asyncio.Semaphore(2))


def questions(argv: list[str], *, dirs: list[Path], state: Path) -> int:
    """The exit status of the command in this process."""
    return main(argv, dirs=dirs, state_dir=state, provider=local_provider(state))
