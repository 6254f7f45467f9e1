"""What people do to an interview: each method decides on the folded view and appends a fact."""

import logging
import shutil
import uuid
from pathlib import Path
from typing import Any

from app.core.config import ServerSettings
from app.core.errors import IllegalTransition, Invalid, NotNow
from app.core.security import new_token, token_hash
from app.models.candidates import Candidates
from app.models.event_log import EventLog
from app.models.interview import InterviewIn
from app.models.projection import SessionView
from app.models.sessions import Sessions
from app.services.agent_service import AgentService
from app.services.bank_service import BankService
from app.services.registry import Registry
from app.services.session_host import SessionHost
from app.services.workspace_service import WorkspaceService
from protocol.events import (
    ChatMessage,
    EndRequested,
    InterviewCancelled,
    InterviewPaused,
    InterviewResumed,
    NextRequested,
    QuestionSelecting,
    RunCancelled,
    RunRequested,
    SessionCreated,
    StartRequested,
    SubmitRequested,
)
from protocol.facts import (
    EventBody,
)
from protocol.frames import RunData
from protocol.values import (
    LEGAL,
    Actor,
    InterviewMode,
    Language,
    Partner,
    QuestionId,
    Role,
    SessionStatus,
    SubmitSource,
    new_session_id,
)

log = logging.getLogger(__name__)

MINUTE_MS = 60_000

ACTOR = {
    Role.CANDIDATE: Actor.CANDIDATE,
    Role.INTERVIEWER: Actor.INTERVIEWER,
    Role.SYSTEM: Actor.SYSTEM,
    Role.OBSERVER: Actor.SYSTEM,
}


def actor_of(role: Role, *, otherwise: Actor | None = None) -> Actor:
    """Who an event is by; the API key acts as `otherwise` where that is given."""
    return otherwise if role is Role.SYSTEM and otherwise is not None else ACTOR[role]


class InterviewService:
    """The commands of a session's life."""

    def __init__(
        self,
        settings: ServerSettings,
        *,
        sessions: Sessions,
        event_log: EventLog,
        registry: Registry,
        agents: AgentService,
        workspaces: WorkspaceService,
        bank: BankService,
        candidates: Candidates,
    ) -> None:
        self._settings, self._sessions, self._log = settings, sessions, event_log
        self._registry, self._agents, self._workspaces, self._bank = registry, agents, workspaces, bank
        self._candidates = candidates

    # -- creation and removal ------------------------------------------------------------------------

    async def create(self, wanted: InterviewIn) -> tuple[SessionHost, dict[Role, str]]:
        """Create a session; returns its host and the tokens, which are not kept.

        Raises:
            Invalid: for a question that the bank has not, or none that fits.
        """
        self._bank.check(wanted, await self._candidates.known(wanted.user_id))
        session_id = new_session_id()
        minutes = wanted.duration_minutes or self._settings.duration_minutes
        event = SessionCreated(
            session_id=session_id,
            interview_type=wanted.interview_type,
            user_id=wanted.user_id,
            candidate_name=wanted.candidate_name,
            interview_mode=wanted.interview_mode,
            language=wanted.language,
            difficulty=wanted.difficulty,
            topics=wanted.topics,
            question_ids=wanted.question_ids,
            duration_ms=minutes * MINUTE_MS,
            helpfulness=wanted.helpfulness,
            context=wanted.context,
            metadata=wanted.metadata,
        )
        tokens = {Role.CANDIDATE: new_token(), Role.INTERVIEWER: new_token()}
        await self._sessions.create(
            session_id,
            user_id=wanted.user_id,
            interview_type=wanted.interview_type,
            token_hashes={role: token_hash(token) for role, token in tokens.items()},
            first=event,
        )
        return await self._registry.get(session_id), tokens

    async def renew_token(self, session_id: str, role: Role) -> str:
        """A new token for a role; the old one ends at once."""
        await self._registry.get(session_id)
        token = new_token()
        await self._sessions.rotate_token(session_id, role, token_hash(token))
        return token

    async def delete(self, session_id: str) -> None:
        """Stop the agent, destroy the sandbox, erase the session with all its events and files."""
        host = await self._registry.get(session_id)
        async with host.lock:
            await self._agents.stop(host)
            await self._workspaces.destroy(host)
            await self._sessions.delete(session_id)
            self._log.erase(session_id)
            self._registry.drop(session_id)
        home = self._settings.data_dir.resolve() / "sessions" / session_id
        shutil.rmtree(home, ignore_errors=True)
        for path in (self._settings.data_dir.resolve() / "agents").glob(f"{session_id}.*.log"):
            path.unlink(missing_ok=True)

    # -- the course of an interview --------------------------------------------------------------------

    async def initialize(self, session_id: str) -> SessionHost:
        """Choose the first question and make the sandbox; the agent is not started yet. Done once."""
        host = await self._registry.get(session_id)
        async with host.lock:
            if host.view.question is None:
                self._require(host, SessionStatus.CREATED, what="initializing")
                assert host.view.created is not None
                known = await self._candidates.known(host.view.created.user_id)
                selected = self._bank.first_question(host.view.created, known, home=self._home(host))
                await host.append(QuestionSelecting(index=0, actor=Actor.SYSTEM), selected)
                self._candidates.count(selected.question_id)
        await self._workspaces.flush(host)
        return host

    async def start(
        self, session_id: str, *, role: Role, candidate_name: str = "", mode: InterviewMode | None = None
    ) -> SessionHost:
        """Begin the interview: a second call finds it begun and changes nothing.

        Raises:
            IllegalTransition: when the session is over.
            AgentUnavailable: when no agent could be started.
        """
        host = await self._registry.get(session_id)
        async with host.lock:
            status = host.view.status
            if status is SessionStatus.CREATED:
                actor = actor_of(role, otherwise=Actor.CANDIDATE)
                event = StartRequested(actor=actor, candidate_name=candidate_name, interview_mode=mode)
                await host.append(event)
            elif status.over:
                raise IllegalTransition(status, SessionStatus.STARTING)
            if host.run is None and not host.view.status.over:
                await self._agents.start(host)
        return host

    async def pause(self, session_id: str, *, role: Role, reason: str = "", key: str | None = None) -> SessionHost:
        """Stop the clock and the agent's prompting."""
        event = InterviewPaused(actor=actor_of(role), reason=reason)
        return await self._move(session_id, SessionStatus.PAUSED, event, key=key)

    async def resume(self, session_id: str, *, role: Role, key: str | None = None) -> SessionHost:
        """Go on after a pause."""
        return await self._move(session_id, SessionStatus.ACTIVE, InterviewResumed(actor=actor_of(role)), key=key)

    async def end(self, session_id: str, *, role: Role, reason: str = "", key: str | None = None) -> SessionHost:
        """End gracefully: the agent judges, gives feedback, writes the report."""
        event = EndRequested(actor=actor_of(role), reason=reason)
        host = await self._move(session_id, SessionStatus.COMPLETING, event, key=key)
        if host.run is None:
            await self._agents.start(host)
        return host

    async def cancel(self, session_id: str, *, role: Role, reason: str = "") -> SessionHost:
        """End at once, without feedback."""
        event = InterviewCancelled(actor=actor_of(role), reason=reason)
        host = await self._move(session_id, SessionStatus.CANCELLED, event)
        await self._agents.stop(host)
        await self._workspaces.destroy(host)
        return host

    async def set_status(self, session_id: str, status: SessionStatus, *, role: Role) -> SessionHost:
        """What `PUT …/status` asks for.

        Raises:
            IllegalTransition: with the statuses that are legal now.
        """
        if status is SessionStatus.PAUSED:
            return await self.pause(session_id, role=role)
        if status is SessionStatus.COMPLETED:
            return await self.end(session_id, role=role)
        if status is SessionStatus.CANCELLED:
            return await self.cancel(session_id, role=role)
        host = await self._registry.get(session_id)
        if host.view.status is SessionStatus.PAUSED:
            return await self.resume(session_id, role=role)
        if host.view.status is SessionStatus.CREATED:
            return await self.start(session_id, role=role)
        raise IllegalTransition(host.view.status, status)

    async def next_question(
        self, session_id: str, *, role: Role, question_id: QuestionId | None, key: str | None = None
    ) -> SessionHost:
        """Move on to `question_id`, or to the agent's own choice."""
        host = await self._registry.get(session_id)
        async with host.lock:
            self._require(host, SessionStatus.ACTIVE, what="the next question")
            assert host.view.created is not None
            if question_id is not None:
                self._bank.check_next(question_id, host.view.created, asked=host.view.asked)
            event = NextRequested(actor=actor_of(role), question_id=question_id)
            await host.append(event, key=key)
        return host

    async def change_language(
        self, session_id: str, language: Language, *, role: Role, key: str | None = None
    ) -> SessionHost:
        """Go on in another of the question's languages; what was written in this one is kept.

        Raises:
            Invalid: when the question cannot be solved in it.
        """
        host = await self._registry.get(session_id)
        async with host.lock:
            self._require(host, SessionStatus.ACTIVE, SessionStatus.PAUSED, what="another language")
            question = self._bank.asked(self._question(host.view), home=self._home(host))
            if language not in question.languages:
                offered = ", ".join(question.languages)
                raise Invalid(f"{question.id} can be solved in {offered}, not in {language}", code="no_such_language")
            if language != host.view.language:
                actor = actor_of(role, otherwise=Actor.CANDIDATE)
                await host.append(question.switched(language, known=host.view.documents, actor=actor), key=key)
        await self._workspaces.settle(host)
        return host

    # -- work ------------------------------------------------------------------------------------------

    def serve(self, host: SessionHost) -> None:
        """Answer the agent's `tests.run`, which the assistant asks for."""

        async def run(_: dict[str, Any]) -> dict[str, str]:
            run = await self.run_tests(host.session_id, RunData(), role=Role.SYSTEM, actor=Actor.ASSISTANT)
            return {"run_id": run[0]}

        host.calls["tests.run"] = run

    async def run_tests(
        self, session_id: str, wanted: RunData, *, role: Role, actor: Actor | None = None, key: str | None = None
    ) -> tuple[str, int]:
        """Ask for a run, by `actor` or who the role is, in place of one that is open; its id, the request's `seq`."""
        host = await self._registry.get(session_id)
        await self._workspaces.settle(host)
        async with host.lock:
            self._require(host, SessionStatus.ACTIVE, what="running tests")
            question = self._question(host.view)
            event = RunRequested(
                actor=actor or actor_of(role, otherwise=Actor.CANDIDATE),
                run_id=uuid.uuid4().hex,
                question_id=question,
                versions=host.view.versions(),
                what=wanted.what,
                paths=wanted.paths,
            )
            stored = (await host.append(event, key=key))[0]
            return event.run_id, stored.seq

    async def cancel_run(self, session_id: str, *, role: Role, key: str | None = None) -> str | None:
        """End the run that is open; its id, or None where none is."""
        host = await self._registry.get(session_id)
        async with host.lock:
            run_id = host.view.open_run
            if run_id is not None:
                event = RunCancelled(actor=actor_of(role, otherwise=Actor.CANDIDATE), run_id=run_id)
                await host.append(event, key=key)
            return run_id

    async def submit(
        self, session_id: str, *, role: Role, source: SubmitSource, key: str | None = None
    ) -> tuple[str, bool]:
        """Hand in the documents as they are: the submission's id, and whether this code was handed in before."""
        host = await self._registry.get(session_id)
        await self._workspaces.settle(host)
        async with host.lock:
            self._require(host, SessionStatus.ACTIVE, what="submitting")
            question, digest = self._question(host.view), host.view.code_hash()
            before = host.view.submissions.get((question, digest))
            if before is not None and before not in host.view.unjudged:
                return before, True
            event = SubmitRequested(
                actor=actor_of(role, otherwise=Actor.CANDIDATE),
                submission_id=uuid.uuid4().hex,
                question_id=question,
                source=source,
                versions=host.view.versions(),
                code_hash=digest,
            )
            await host.append(event, key=key)
            return event.submission_id, False

    async def talk(
        self, session_id: str, text: str, *, role: Role, to: Partner = "interviewer", key: str | None = None
    ) -> tuple[str, int]:
        """Say something in one of the two conversations; the message's id and its `seq`."""
        host = await self._registry.get(session_id)
        async with host.lock:
            self._require(host, SessionStatus.ACTIVE, SessionStatus.PAUSED, what="a message")
            actor = actor_of(role, otherwise=Actor.CANDIDATE)
            event = ChatMessage(actor=actor, message_id=uuid.uuid4().hex, text=text, to=to)
            (stored,) = await host.append(event, key=key)
            return event.message_id, stored.seq

    async def record(self, session_id: str, events: list[EventBody], *, role: Role) -> int:
        """Store the front end's own events; actor and audience are ours. Returns the last `seq`."""
        host = await self._registry.get(session_id)
        actor = actor_of(role, otherwise=Actor.CANDIDATE)
        own = [
            event.model_copy(update={"actor": actor, "audience": type(event).model_fields["audience"].default})
            for event in events
        ]
        return (await host.append(*own))[-1].seq

    # -- shared --------------------------------------------------------------------------------------------

    async def _move(
        self, session_id: str, wanted: SessionStatus, event: EventBody, *, key: str | None = None
    ) -> SessionHost:
        host = await self._registry.get(session_id)
        async with host.lock:
            if wanted not in LEGAL[host.view.status]:
                raise IllegalTransition(host.view.status, wanted)
            await host.append(event, key=key)
        return host

    def _home(self, host: SessionHost) -> Path:
        return self._settings.data_dir.resolve() / "sessions" / host.session_id

    @staticmethod
    def _require(host: SessionHost, *statuses: SessionStatus, what: str) -> None:
        if host.view.status not in statuses:
            raise NotNow(what, host.view.status)

    @staticmethod
    def _question(view: SessionView) -> str:
        if view.question is None:
            raise NotNow("this", view.status)
        return view.question.question_id
