"""Plays the server for an interviewer: a log in memory, a clock by hand, the calls of a workspace.

It commits what the agent says in order, gives it a `seq` and sends it down again, like the real one.
`FakeServer` outlives its links: a new link is a new generation of the agent on the same log.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from agent.ports import CallFailed
from app.models.projection import SessionView
from protocol.changes import difference
from protocol.events import (
    ChatMessage,
    CodeChanged,
    EndRequested,
    InterviewPaused,
    InterviewResumed,
    LanguageChanged,
    NextRequested,
    QuestionSelected,
    RunRequested,
    SessionCreated,
    StartRequested,
    SubmitRequested,
)
from protocol.facts import (
    EventBody,
    QuestionFile,
)
from protocol.frames import Envelope
from protocol.pipes import Attach, Ping
from protocol.signals import Signal
from protocol.values import (
    Actor,
    Language,
    Partner,
    QuestionId,
    Runnable,
    SessionStatus,
    SubmitSource,
    code_hash,
    new_session_id,
)

MINUTE_MS = 60_000


class FakeServer:
    """One session's log, folded with the server's own projection."""

    def __init__(self, *, session_id: str | None = None, **created: Any) -> None:
        self.log: list[Envelope] = []
        self.view = SessionView()
        self.now_s = 1000.0
        self.elapsed_ms = 0
        self.signals: list[Signal] = []
        self.links: list[FakeLink] = []
        self.changed = asyncio.Event()
        self.on_commit: Callable[[Envelope], None] = lambda _: None
        self.flush: Callable[[], dict[str, Any]] | None = None
        self.calls: dict[str, Callable[[dict[str, Any]], Any]] = {}
        created = {"interview_type": "technical", "user_id": "u", "candidate_name": "Ada Byron"} | created
        created.setdefault("duration_ms", 90 * MINUTE_MS)
        self.commit(SessionCreated(session_id=session_id or new_session_id(), **created))
        self.commit(StartRequested())

    # -- the log -------------------------------------------------------------------------------------

    def commit(self, event: EventBody) -> Envelope:
        envelope = Envelope(
            session_id="s", seq=len(self.log) + 1, timestamp="2026-11-21T09:00:00.000Z",
            elapsed_ms=self.elapsed_ms, event=event,  # type: ignore[arg-type]
        )  # fmt: skip
        self.log.append(envelope)
        self.view.apply(envelope)
        for link in self.links:
            link.deliver(envelope)
        self.on_commit(envelope)
        self.changed.set()
        return envelope

    def events(self, *types: type) -> list[Any]:
        return [envelope.event for envelope in self.log if not types or isinstance(envelope.event, types)]

    def names(self) -> list[str]:
        return [envelope.event.event_type for envelope in self.log]

    async def until(self, found: Callable[[], Any], *, within_s: float = 20.0) -> Any:
        """Wait until `found` gives something true."""
        async with asyncio.timeout(within_s):
            while not (answer := found()):
                self.changed.clear()
                await self.changed.wait()
        return answer

    async def until_event(self, kind: type, count: int = 1) -> Any:
        return (await self.until(lambda: self.events(kind)[count - 1 :]))[0]

    async def quiet(self, turns: int = 30) -> None:
        """Let everything that needs no time happen."""
        for _ in range(turns):
            await asyncio.sleep(0)

    # -- time ----------------------------------------------------------------------------------------

    def monotonic(self) -> float:
        return self.now_s

    @property
    def running(self) -> bool:
        return self.view.status is SessionStatus.ACTIVE

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass; interview time moves with them while the interview is active."""
        self.now_s += seconds
        if self.running:
            self.elapsed_ms += int(seconds * 1000)
        for link in self.links:
            link.put(Ping(at=0, elapsed_ms=self.elapsed_ms, running=self.running))
        await self.quiet()

    # -- people --------------------------------------------------------------------------------------

    def question(self) -> QuestionSelected:
        assert self.view.question is not None
        return self.view.question

    def type(self, text: str, *, actor: Actor = Actor.CANDIDATE, path: str | None = None) -> None:
        """Put `text` into the main document (or `path`)."""
        path = path or next(iter(self.view.documents))
        document = self.view.documents[path]
        self.commit(
            CodeChanged(
                actor=actor,
                question_id=self.question().question_id,
                path=path,
                version=document.version + 1,
                changes=difference(document.text, text),
                author=actor.value,
            )
        )

    def say(self, text: str, *, actor: Actor = Actor.CANDIDATE, to: Partner = "interviewer") -> str:
        message_id = uuid.uuid4().hex
        self.commit(ChatMessage(actor=actor, message_id=message_id, text=text, to=to))
        return message_id

    def run_tests(self, what: Runnable = "cases") -> str:
        run_id, question_id = uuid.uuid4().hex, self.question().question_id
        self.commit(RunRequested(run_id=run_id, question_id=question_id, versions=self.view.versions(), what=what))
        return run_id

    def submit(self, source: SubmitSource = SubmitSource.BUTTON) -> str:
        submission_id = uuid.uuid4().hex
        self.commit(
            SubmitRequested(
                submission_id=submission_id,
                question_id=self.question().question_id,
                source=source,
                versions=self.view.versions(),
                code_hash=self.view.code_hash(),
            )
        )
        return submission_id

    def switch(self, language: Language, files: list[QuestionFile]) -> None:
        """Go on in a language with these files; those that are open already are kept."""
        new = [file for file in files if file.path not in self.view.documents]
        question, paths = self.question(), [file.path for file in files]
        self.commit(
            LanguageChanged(
                question_id=question.question_id, language=language, paths=paths, files=new, cases=question.cases,
                hidden_cases=question.hidden_cases,
            )
        )  # fmt: skip

    def pause(self) -> None:
        self.commit(InterviewPaused())

    def resume(self) -> None:
        self.commit(InterviewResumed())

    def next_question(self, question_id: QuestionId | None = None) -> None:
        self.commit(NextRequested(question_id=question_id))

    def end(self) -> None:
        self.commit(EndRequested())

    def present_hash(self) -> str:
        return code_hash({path: one.text for path, one in self.view.documents.items() if not one.readonly})


class FakeLink:
    """One generation of the agent on a server's log; after `cut` nothing it says is stored."""

    def __init__(self, server: FakeServer, *, store: int | None = None) -> None:
        """`store`: after so many events of this generation the agent counts as dead."""
        self._server, self._store = server, store
        self._inbox: deque[Attach | Ping | Envelope] = deque()
        self._arrived = asyncio.Event()
        self.dead = asyncio.Event()
        self.free = asyncio.Event()
        """While it is not set the pipe is full."""
        self.free.set()
        self.said = 0
        for envelope in server.log:
            self._inbox.append(envelope)
        self._inbox.appendleft(
            Attach(epoch=1, acked=0, head=len(server.log), elapsed_ms=server.elapsed_ms, running=server.running)
        )
        server.links.append(self)

    def cut(self) -> None:
        """The agent is killed: what it says from now on goes nowhere."""
        self.dead.set()
        if self in self._server.links:
            self._server.links.remove(self)

    def put(self, message: Attach | Ping | Envelope) -> None:
        self._inbox.append(message)
        self._arrived.set()

    def deliver(self, envelope: Envelope) -> None:
        self.put(envelope)

    async def emit(self, event: EventBody) -> None:
        await asyncio.sleep(0)
        await self.free.wait()
        await self._count()
        assert isinstance(event, EventBody)
        self._server.commit(event)

    async def _count(self) -> None:
        """One more thing is done, or the agent is dead and does nothing any more."""
        if self.dead.is_set() or (self._store is not None and self.said >= self._store):
            self.cut()
            await asyncio.Event().wait()
        self.said += 1

    def signal(self, signal: Signal) -> None:
        self._server.signals.append(signal)

    async def call(self, name: str, args: dict[str, Any] | None = None, *, timeout_s: float = 10.0) -> Any:
        await asyncio.sleep(0)
        if name in self._server.calls:
            await self._count()
            return self._server.calls[name](args or {})
        if name == "workspace.credit":
            return {"versions": self._server.view.versions(), "files": []}
        if name != "workspace.flush" or self._server.flush is None:
            raise CallFailed(name, "no workspace here")
        return self._server.flush()

    async def incoming(self) -> AsyncIterator[Attach | Ping | Envelope]:
        while True:
            while self._inbox:
                yield self._inbox.popleft()
            self._arrived.clear()
            await self._arrived.wait()
