"""Sandboxes with the toolchain, as the product makes them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.local import ROOT
from sandbox.local_sandbox import LocalSandbox
from sandbox.processes import inhabitants
from sandbox.state import StateFolder
from sandbox.toolchain import languages, tools

Left = Callable[[], Awaitable[list[str]]]
"""Asks which programs run in the sandbox."""

BUILT = languages(tools(ROOT))


def needs(language: str) -> pytest.MarkDecorator:
    """Skip where the toolchain was not built."""
    return pytest.mark.skipif(language not in BUILT, reason=f"{language} is not built here: run scripts/toolchain")


@pytest.fixture(scope="session")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder of records for all tests of this process; what a failed test left is ended."""
    folder = tmp_path_factory.mktemp("sandboxes")
    yield folder
    for record in StateFolder(folder).records():
        asyncio.run(LocalProvider(folder).end(record))


@pytest.fixture
def equipped(state_dir: Path) -> LocalProvider:
    """A provider whose sandboxes see the toolchain."""
    return LocalProvider(state_dir, tools=tools(ROOT))


@pytest.fixture
async def box(equipped: LocalProvider) -> AsyncIterator[LocalSandbox]:
    """A sandbox of the best profile here."""
    sandbox = await equipped.create("runner")
    yield sandbox
    await sandbox.close()


@pytest.fixture
def left(box: LocalSandbox) -> Left:
    """What runs in the sandbox beside its holder."""

    async def names() -> list[str]:
        record = box._record
        assert record.holder is not None
        return [str(pid) for pid in inhabitants(record.net_inode) if pid != record.holder.pid]

    return names
