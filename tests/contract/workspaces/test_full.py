"""A workspace that its programs have filled."""

import shutil

import pytest

from app.services.workspace_service import WorkspaceUnavailable
from protocol.frames import CodeData
from sandbox.profile import SEARCH_PATH
from tests.contract.workspaces.conftest import a_place
from tests.unit.app.desk import PATH

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap", path=SEARCH_PATH) is None, reason="bubblewrap is not installed (apt-get install bubblewrap)"
)


async def test_a_full_workspace_is_told_and_kept_so_that_room_can_be_made() -> None:
    async with a_place() as place:
        sandbox = await place.workspaces.sandbox(place.host)
        fill = "import os\nos.mkdir('many')\ntry:\n for n in range(10**6): open(f'many/{n}', 'w')\nexcept OSError: pass"
        assert (await sandbox.exec(["python3", "-I", "-c", fill])).code == 0
        await place.desk.send(CodeData(path=PATH, content="typed while it was full\n"))
        with pytest.raises(WorkspaceUnavailable, match="no room is left in the workspace"):
            await place.workspaces.sandbox(place.host)
        assert (await sandbox.exec(["rm", "-r", "many"])).code == 0
        assert await place.workspaces.sandbox(place.host) is sandbox
        assert await sandbox.read_file(PATH) == b"typed while it was full\n"
