"""Documents and the files of a real sandbox: what programs do there comes back, what people do goes in."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.services.workspace_service import WorkspaceService
from protocol.events import CodeChanged
from protocol.frames import CodeData
from sandbox.bubblewrap import LocalProvider
from sandbox.profile import SEARCH_PATH
from tests.unit.app.desk import PATH, Desk, a_desk

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap", path=SEARCH_PATH) is None, reason="bubblewrap is not installed (apt-get install bubblewrap)"
)


@pytest.fixture
async def place() -> AsyncIterator[tuple[Desk, WorkspaceService]]:
    """A desk, and its workspace in a sandbox of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        async with a_desk("def f():\n    return 1\n\n\nx=f()\n") as desk:
            place = Path(folder)
            workspaces = WorkspaceService(
                LocalProvider(place), documents=desk.documents, event_log=desk.log, folder=place / "sessions"
            )
            yield desk, workspaces
            await workspaces.close()


async def test_a_formatter_in_the_sandbox_and_a_person_at_the_keyboard_both_keep_their_work(
    place: tuple[Desk, WorkspaceService],
) -> None:
    desk, workspaces = place
    sandbox = await workspaces.sandbox(desk.host)
    formatter = f"from pathlib import Path; p = Path('{PATH}'); p.write_text(p.read_text().replace('x=f', 'x = f'))"
    done, _ = await asyncio.gather(
        sandbox.exec(["/usr/bin/python3", "-c", formatter]),
        desk.send(CodeData(path=PATH, version=0, content="def f():\n    return 2\n\n\nx=f()\n")),
    )
    assert done.code == 0, done.err
    await workspaces.settle(desk.host)
    assert desk.text == "def f():\n    return 2\n\n\nx = f()\n"
    assert (await sandbox.read_file(PATH)).decode() == desk.text
    authors = [event.author for event in await desk.events(CodeChanged) if isinstance(event, CodeChanged)]
    assert authors == ["candidate", "program"]


async def test_a_link_that_a_program_put_in_the_place_of_a_document_is_replaced(
    place: tuple[Desk, WorkspaceService],
) -> None:
    desk, workspaces = place
    sandbox = await workspaces.sandbox(desk.host)
    done = await sandbox.exec(["/bin/sh", "-c", f"ln -sf /etc/passwd {PATH}"])
    assert done.code == 0, done.err
    await workspaces.flush(desk.host)
    assert (await sandbox.read_file(PATH)).decode() == desk.text
    assert desk.version == 0
