"""One conformance suite, run on every profile that this machine can give."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.local_sandbox import LocalSandbox
from sandbox.profile import SEARCH_PATH, Profile
from sandbox.state import StateFolder

needs_bwrap = pytest.mark.skipif(
    shutil.which("bwrap", path=SEARCH_PATH) is None, reason="bubblewrap is not installed (apt-get install bubblewrap)"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="this profile is only for root")

ISOLATED = [
    pytest.param(Profile.FULL, id="full", marks=needs_bwrap),
    pytest.param(Profile.ROOT_WITHOUT_USERNS, id="root-without-userns", marks=[needs_bwrap, needs_root]),
]


@pytest.fixture(scope="session")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder of records for all tests of this process; what a failed test left is ended."""
    folder = tmp_path_factory.mktemp("sandboxes")
    yield folder
    for record in StateFolder(folder).records():
        asyncio.run(LocalProvider(folder).end(record))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach, as a sandbox's own must; pytest's are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(params=[*ISOLATED, pytest.param(Profile.UNSAFE, id="unsafe")])
def any_provider(request: pytest.FixtureRequest, state_dir: Path) -> LocalProvider:
    """A provider of each profile."""
    return LocalProvider(state_dir, only=request.param)


@pytest.fixture(params=ISOLATED)
def provider(request: pytest.FixtureRequest, state_dir: Path) -> LocalProvider:
    """A provider of each profile that isolates."""
    return LocalProvider(state_dir, only=request.param)


@pytest.fixture
async def any_sandbox(any_provider: LocalProvider) -> AsyncIterator[LocalSandbox]:
    """A fresh sandbox of each profile."""
    sandbox = await any_provider.create("test")
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def sandbox(provider: LocalProvider) -> AsyncIterator[LocalSandbox]:
    """A fresh sandbox of each profile that isolates."""
    sandbox = await provider.create("test")
    yield sandbox
    await sandbox.close()
