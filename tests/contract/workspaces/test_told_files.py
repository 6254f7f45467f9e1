"""Who did it: the assistant's calls, programs, and ourselves are told apart, in a real sandbox."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.errors import AppError
from app.services.file_calls import serve_files
from app.services.file_service import FileService
from app.services.file_watch import TOLD_AT_ONCE, FileWatches
from protocol.events import FileChanged, FilesChanged
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.values import Actor, Role, Sight
from tests.contract.workspaces.conftest import Place, a_place


class Files:
    """A place whose files are served and watched."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.watches = FileWatches(settle=place.workspaces.settle)
        place.workspaces.on_awake.append(self.watches.begin)
        self.service = FileService(place.workspaces, self.watches, change_document=place.desk.documents.change)
        serve_files(place.host, self.service)

    async def call(self, name: str, **args: Any) -> Any:
        return await self.place.host.agent_called(name, args)

    async def told(self) -> list[EventBody]:
        page = await self.place.desk.log.read(self.place.host.session_id, after=0, limit=5000, sight=Sight.SYSTEM)
        events = [Envelope.read(stored.frame).event for stored in page]
        return [event for event in events if isinstance(event, FileChanged | FilesChanged)]

    async def until_told(self, path: str) -> list[EventBody]:
        async with asyncio.timeout(15):
            while True:
                told = await self.told()
                if any(isinstance(event, FileChanged) and event.path == path for event in told):
                    return told
                await asyncio.sleep(0.02)


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    async with a_place() as place:
        files = Files(place)
        yield files
        await files.watches.close()


async def test_the_assistant_and_programs_are_told_apart_and_nothing_is_told_twice(files: Files) -> None:
    sandbox = await files.place.workspaces.sandbox(files.place.host)
    await files.call("file.write", path="made/by-ai.txt", content="one")
    await sandbox.exec(["sh", "-c", "echo two > by-program.txt"])
    await files.until_told("by-program.txt")
    await files.call("file.write", path="made/by-ai.txt", content="three")
    await files.call("file.move", path="made/by-ai.txt", to="moved.txt")
    await files.call("file.delete", path="moved.txt")
    await sandbox.exec(["sh", "-c", "echo last > last.txt"])
    told = await files.until_told("last.txt")
    assert [(event.actor, event.kind, event.path) for event in told if isinstance(event, FileChanged)] == [
        (Actor.ASSISTANT, "create", "made/by-ai.txt"),
        (Actor.PROGRAM, "create", "by-program.txt"),
        (Actor.ASSISTANT, "write", "made/by-ai.txt"),
        (Actor.ASSISTANT, "move", "moved.txt"),
        (Actor.ASSISTANT, "delete", "moved.txt"),
        (Actor.PROGRAM, "create", "last.txt"),
    ]


@pytest.mark.parametrize(
    ("name", "args", "code"),
    [
        ("file.write", {"path": "solution.py", "content": "x"}, "open_document"),
        ("file.write", {"path": "../x", "content": "x"}, "path_outside"),
        ("file.write", {"path": "x"}, "invalid_call"),
        ("file.delete", {"path": "solution.py"}, "open_document"),
        ("file.delete", {"path": "nothing"}, "file_not_found"),
        ("file.move", {"path": "solution.py", "to": "x.py"}, "open_document"),
    ],
)
async def test_the_assistant_is_refused_what_people_are(
    files: Files, name: str, args: dict[str, Any], code: str
) -> None:
    with pytest.raises(AppError) as refusal:
        await files.call(name, **args)
    assert refusal.value.code == code


async def test_a_program_that_writes_the_same_content_again_changed_nothing(files: Files) -> None:
    sandbox = await files.place.workspaces.sandbox(files.place.host)
    await files.service.write(files.place.host, "same.txt", b"same\n", role=Role.CANDIDATE, actor=Actor.CANDIDATE)
    await sandbox.exec(["sh", "-c", "echo same > same.txt; touch same.txt; sleep 0.2; echo other > same.txt"])
    await sandbox.exec(["sh", "-c", "echo end > end.txt"])
    told = await files.until_told("end.txt")
    assert [
        (event.actor, event.kind) for event in told if isinstance(event, FileChanged) and event.path == "same.txt"
    ] == [(Actor.CANDIDATE, "create"), (Actor.PROGRAM, "write")]


async def test_what_is_told_of_a_flood_and_what_is_counted_is_everything(files: Files) -> None:
    sandbox = await files.place.workspaces.sandbox(files.place.host)
    await sandbox.exec(["sh", "-c", "seq 1000 | xargs touch"])
    async with asyncio.timeout(15):
        while not any(isinstance(event, FilesChanged) for event in await files.told()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    told = await files.told()
    one_by_one = [event for event in told if isinstance(event, FileChanged)]
    assert TOLD_AT_ONCE <= len(one_by_one) <= 3 * TOLD_AT_ONCE
    counts = [event.count for event in told if isinstance(event, FilesChanged)]
    # A file that was being made when a count was told is in the next one, too.
    assert 1000 <= len(one_by_one) + sum(counts) <= 1000 + len(counts)
