"""What a session says when Modal fails it, and how it goes on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from grpclib import Status

from app.services.workspace_service import WorkspaceService, WorkspaceUnavailable
from sandbox.base import Provider
from sandbox.modal_sandbox import ModalProvider
from tests.contract.modal.test_faults import end_behind_our_back
from tests.fakes.modal_books import refuse
from tests.fakes.modal_server import ModalStandIn
from tests.unit.app.desk import PATH, STARTER, Desk, a_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A session at work."""
    async with a_desk() as one:
        yield one


def workspaces(desk: Desk, provider: Provider, folder: Path) -> WorkspaceService:
    """Workspaces at Modal for the session."""
    return WorkspaceService(provider, documents=desk.documents, event_log=desk.log, folder=folder / "sessions")


async def test_without_a_token_the_session_says_where_to_get_one(
    desk: Desk, stand_in: ModalStandIn, folder: Path
) -> None:
    service = workspaces(desk, ModalProvider("", "", folder=folder), folder)
    with pytest.raises(WorkspaceUnavailable, match=r"MODAL_TOKEN_ID and MODAL_TOKEN_SECRET"):
        await service.sandbox(desk.host)
    await service.close()


async def test_a_quota_is_told_and_the_session_goes_on_when_there_is_room(
    desk: Desk, provider: ModalProvider, stand_in: ModalStandIn, folder: Path
) -> None:
    service = workspaces(desk, provider, folder)
    full = refuse(Status.RESOURCE_EXHAUSTED, "limit of 5 sandboxes reached")
    stand_in.books.faults["SandboxCreateV2"].append(full)
    with pytest.raises(WorkspaceUnavailable, match="raise its limits"):
        await service.sandbox(desk.host)
    assert await (await service.sandbox(desk.host)).read_file(PATH) == STARTER.encode()
    await service.close()
    assert not stand_in.books.living()


async def test_a_sandbox_that_modal_has_ended_is_made_again_with_the_documents(
    desk: Desk, provider: ModalProvider, stand_in: ModalStandIn, folder: Path
) -> None:
    service = workspaces(desk, provider, folder)
    await service.sandbox(desk.host)
    await end_behind_our_back(stand_in.books)
    again = await service.sandbox(desk.host)
    assert (await again.exec(["cat", PATH])).out == STARTER.encode()
    await service.close()
