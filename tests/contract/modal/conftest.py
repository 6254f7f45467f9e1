"""The real Modal client against the stand-in: the fixtures that the conformance suite asks for."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.modal_box import ModalSandbox
from sandbox.modal_sandbox import ModalProvider
from sandbox.profile import SEARCH_PATH
from tests.contract.runners.conftest import Left
from tests.contract.sandbox.conftest import open_folder
from tests.fakes.modal_books import TOKEN
from tests.fakes.modal_server import ModalStandIn

__all__ = ["open_folder"]

_MISSING = [name for name in ("bwrap", "nsenter") if shutil.which(name, path=SEARCH_PATH) is None]


# Containers of one user share its limit of processes: each worker's have a user that nobody else is.
UID = 64_000 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stand-in's containers need two programs."""
    reason = f"{', '.join(_MISSING)} not installed (apt-get install bubblewrap util-linux)"
    for item in items:
        if _MISSING and "contract/modal" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
async def stand_in(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModalStandIn]:
    """A Modal of one's own."""
    server = ModalStandIn()
    await server.start()
    monkeypatch.setenv("MODAL_SERVER_URL", server.url)
    yield server
    await server.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the processes of one server share."""
    return tmp_path / "modal"


@pytest.fixture
async def any_provider(stand_in: ModalStandIn, folder: Path) -> AsyncIterator[ModalProvider]:
    """A provider with the right token."""
    provider = ModalProvider(*TOKEN, folder=folder, uid=UID)
    yield provider
    await provider.aclose()


@pytest.fixture
def provider(any_provider: ModalProvider) -> ModalProvider:
    """The same: every sandbox at Modal is isolated."""
    return any_provider


@pytest.fixture
async def any_sandbox(any_provider: ModalProvider) -> AsyncIterator[ModalSandbox]:
    """A fresh sandbox."""
    sandbox = await any_provider.create("test")
    yield sandbox
    await sandbox.close()


@pytest.fixture
def sandbox(any_sandbox: ModalSandbox) -> ModalSandbox:
    """The same: every sandbox at Modal is isolated."""
    return any_sandbox


@pytest.fixture
def box(any_sandbox: ModalSandbox) -> ModalSandbox:
    """The same, by the name that the runners' suites use."""
    return any_sandbox


@pytest.fixture
def left(sandbox: ModalSandbox) -> Left:
    """What runs in the sandbox beside the entry point and what it takes to ask."""

    async def running() -> list[str]:
        ask = """
import json, os
names = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        status = open(f"/proc/{pid}/status").read()
    except OSError:
        continue
    if "\\nState:\\tZ" not in status:
        names.append(status.split()[1])
print(json.dumps(sorted(names)))
"""
        names: list[str] = json.loads((await sandbox.exec(["python3", "-I", "-c", ask])).out)
        for own in ("bwrap", "sleep", "python3", "python3"):
            names.remove(own)
        return names

    return running
