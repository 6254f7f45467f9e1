"""What people do about the assistant: level, pauses, stops, verdicts on its changes and calls, ratings."""

from app.core.errors import Invalid, NotNow
from app.services.document_service import Author, DocumentService
from app.services.file_service import FileService
from app.services.interview_service import actor_of
from app.services.registry import Registry
from app.services.session_host import SessionHost
from protocol.events import (
    AssistancePaused,
    AssistanceResumed,
    AssistantChangeAccepted,
    AssistantChangeRejected,
    AssistantRated,
    AssistantStopRequested,
    HelpfulnessChanged,
    ToolUseDecided,
)
from protocol.facts import ChangedFile
from protocol.frames import ChangeDecision, HelpfulnessData, RatingData, ToolDecision
from protocol.values import Actor, Audience, Role


class AssistanceService:
    """Each method decides on the folded view and appends a fact; the agent learns it from the log."""

    def __init__(self, registry: Registry, *, documents: DocumentService, files: FileService) -> None:
        self._registry, self._documents, self._files = registry, documents, files

    async def set_helpfulness(
        self, session_id: str, wanted: HelpfulnessData, *, role: Role, key: str | None = None
    ) -> SessionHost:
        """Set the level, lock it, or let it adapt again."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require_living(host, "the helpfulness")
            now = host.view.assistance
            event = HelpfulnessChanged(
                actor=actor_of(role),
                level=wanted.level or now.level,
                before=now.level,
                reason="set by the interviewer",
                locked=now.locked if wanted.locked is None else wanted.locked,
            )
            if (event.level, event.locked) != (now.level, now.locked):
                await host.append(event, key=key)
        return host

    async def pause(self, session_id: str, *, role: Role, reason: str, key: str | None = None) -> SessionHost:
        """Let the assistant rest; the interview goes on."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require_living(host, "pausing the assistance")
            if not host.view.assistance.paused:
                await host.append(AssistancePaused(actor=actor_of(role), reason=reason), key=key)
        return host

    async def resume(self, session_id: str, *, role: Role, key: str | None = None) -> SessionHost:
        """Let the assistant go on with what waits for it."""
        host = await self._registry.get(session_id)
        async with host.lock:
            _require_living(host, "resuming the assistance")
            if host.view.assistance.paused:
                await host.append(AssistanceResumed(actor=actor_of(role)), key=key)
        return host

    async def stop(self, session_id: str, *, role: Role, key: str | None = None) -> str | None:
        """Ask for the end of the running turn; its id, or None when there is none."""
        host = await self._registry.get(session_id)
        async with host.lock:
            turn_id = host.view.assistance.turn_id
            if turn_id is not None:
                actor = actor_of(role, otherwise=Actor.CANDIDATE)
                await host.append(AssistantStopRequested(actor=actor, turn_id=turn_id), key=key)
            return turn_id

    async def decide_tool(self, session_id: str, wanted: ToolDecision, *, role: Role, key: str | None = None) -> None:
        """Let a waiting call go on, or not.

        Raises:
            Invalid: when no such call waits.
        """
        host = await self._registry.get(session_id)
        async with host.lock:
            turn_id = host.view.assistance.waiting.get(wanted.tool_use_id)
            if turn_id is None:
                raise Invalid("no call of that id waits for a decision", code="not_waiting")
            actor = actor_of(role, otherwise=Actor.CANDIDATE)
            event = ToolUseDecided(actor=actor, turn_id=turn_id, tool_use_id=wanted.tool_use_id, allowed=wanted.allow)
            await host.append(event, key=key)

    async def rate(self, session_id: str, wanted: RatingData, *, role: Role, key: str | None = None) -> None:
        """Store what a person thinks of the assistant, also when the interview is over.

        The candidate learns nothing of what an interviewer thinks.
        """
        host = await self._registry.get(session_id)
        actor = actor_of(role, otherwise=Actor.CANDIDATE)
        audience = Audience.INTERVIEWER if actor is Actor.INTERVIEWER else Audience.ALL
        event = AssistantRated(actor=actor, audience=audience, rating=wanted.rating, turn_id=wanted.turn_id)
        await host.append(event, key=key)

    # -- changes -------------------------------------------------------------------------------------------

    async def decide_change(
        self, session_id: str, wanted: ChangeDecision, *, role: Role, key: str | None = None
    ) -> list[str]:
        """Accept all that a turn wrote, or take it back; the paths that could not be taken back.

        Raises:
            Invalid: for an unknown change, one that is decided already, or one of a question that is closed.
        """
        host = await self._registry.get(session_id)
        async with host.lock:
            change = host.view.assistance.changes.get(wanted.change_id)
            if change is None:
                raise Invalid("there is no change of that id", code="unknown_change")
            actor = actor_of(role, otherwise=Actor.CANDIDATE)
            if wanted.decision == "accept":
                if change.rejected:
                    raise Invalid("the change was rejected already: ask for it again", code="already_decided")
                if not change.accepted:
                    await host.append(AssistantChangeAccepted(actor=actor, change_id=wanted.change_id), key=key)
                return []
            if change.rejected:
                return []
            question = host.view.question
            if question is None or question.question_id != change.event.question_id:
                raise Invalid("the question of this change is closed", code="closed_question")
        kept = [
            file.path
            for file in change.event.files
            if not await self._taken_back(host, file, wanted.change_id, role=role)
        ]
        event = AssistantChangeRejected(
            actor=actor, change_id=wanted.change_id, after_acceptance=change.accepted, kept=kept
        )
        await host.append(event, key=key)
        return kept

    async def _taken_back(self, host: SessionHost, file: ChangedFile, change_id: str, *, role: Role) -> bool:
        author = Author.of(role)
        if file.document:
            return await self._documents.take_back(host, file.path, change_id, author=author)
        # Not under the session's lock: whoever holds a workspace's ledger may wait for that.
        return await self._files.take_back(host, file, actor=author.actor)


def _require_living(host: SessionHost, what: str) -> None:
    if host.view.status.over:
        raise NotNow(what, host.view.status)
