"""A session at work, with its log, its documents and a disk, and nothing else of a server."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.models.database import Database
from app.models.event_log import EventLog
from app.models.projection import SessionView, fold
from app.models.sessions import Sessions
from app.services.document_service import DocumentService
from app.services.registry import Registry
from app.services.saving import Saving
from app.services.session_host import SessionHost
from app.services.workspace_service import WorkspaceService
from protocol.events import Event, InterviewStarted, QuestionSelected, SessionCreated, StartRequested
from protocol.facts import QuestionFile
from protocol.frames import CodeData, Envelope
from protocol.values import Difficulty, InterviewType, Language, Role, Sight, new_session_id
from tests.fakes.disk import Disk, Disks

PATH = "solution.py"
STARTER = "def solve():\n    pass\n"


class Desk:
    """What a test of documents needs."""

    def __init__(self, folder: Path, *, snapshot_after_s: float, save_after_s: float) -> None:
        self.database = Database(url=None, data_dir=folder, sync="normal")
        self.log, self.sessions = EventLog(self.database), Sessions(self.database)
        self.documents = DocumentService(self.log, snapshot_after_s=snapshot_after_s)
        self.disks = Disks()
        self.workspaces = WorkspaceService(
            self.disks.provider(), documents=self.documents, event_log=self.log, folder=folder / "sessions"
        )
        self.saving = Saving(self.documents, self.workspaces, after_s=save_after_s)
        self.registry = Registry(self.sessions, self.log, on_load=self._serve)
        self.session_id = new_session_id()
        self.host: SessionHost

    def _serve(self, host: SessionHost) -> None:
        self.documents.serve(host)
        self.workspaces.serve(host)

    async def begin(self, text: str) -> None:
        await self.database.open()
        await self.log.open()
        kind = InterviewType.TECHNICAL
        first = SessionCreated(session_id=self.session_id, interview_type=kind, user_id="u", duration_ms=60_000)
        await self.sessions.create(self.session_id, user_id="u", interview_type=kind, token_hashes={}, first=first)
        await self.load()
        await self.host.append(StartRequested(), selected(text), InterviewStarted())

    async def load(self) -> None:
        """Come back with nothing in memory, as after a restart."""
        self.registry.drop(self.session_id)
        self.host = await self.registry.get(self.session_id)

    async def end(self) -> None:
        await self.saving.close()
        await self.documents.close()
        await self.workspaces.close()
        await self.log.close()
        await self.database.close()

    async def send(self, frame: CodeData, *, role: Role = Role.CANDIDATE, key: str | None = None) -> int:
        return await self.documents.change(self.host, frame, role=role, key=key)

    @property
    def disk(self) -> Disk:
        return self.disks.made[-1]

    @property
    def text(self) -> str:
        return self.host.view.documents[PATH].text

    @property
    def version(self) -> int:
        return self.host.view.documents[PATH].version

    async def envelopes(self, *, after: int = 0) -> list[Envelope]:
        found: list[Envelope] = []
        while page := await self.log.read(self.session_id, after=after, limit=1000, sight=Sight.SYSTEM):
            found += [Envelope.read(stored.frame) for stored in page]
            after = page[-1].seq
        return found

    async def events(self, *kinds: type) -> list[Event]:
        return [one.event for one in await self.envelopes() if not kinds or isinstance(one.event, kinds)]

    async def replayed(self) -> SessionView:
        return fold(await self.envelopes())


def selected(text: str, *, question_id: str = "q", path: str = PATH) -> QuestionSelected:
    return QuestionSelected(
        index=0,
        question_id=question_id,
        question_title="A question",
        difficulty=Difficulty.EASY,
        description="",
        languages=[Language.PYTHON],
        language=Language.PYTHON,
        files=[
            QuestionFile(path=path, content=text),
            QuestionFile(path="test_visible.py", content="assert True\n", role="test", readonly=True),
        ],
        cases=[],
        hidden_cases=1,
        estimated_minutes=5,
    )


@asynccontextmanager
async def a_desk(
    text: str = STARTER, *, snapshot_after_s: float = 60.0, save_after_s: float = 60.0
) -> AsyncIterator[Desk]:
    """A desk whose timers do nothing unless they are set."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), snapshot_after_s=snapshot_after_s, save_after_s=save_after_s)
        await desk.begin(text)
        try:
            yield desk
        finally:
            await desk.end()
