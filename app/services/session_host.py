"""One session on this server: its folded view, its clock, its agent, and who is connected.

Whatever acts on a session goes through its host. Everything that happens is appended to the log, and
the host learns of it like everybody else: when it is committed, in the log's order.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from app.core.errors import Invalid
from app.models.event_log import AgentMark, Batch, Draft, EventLog, Listener, Stored
from app.models.projection import FOLDED, SessionView, status_after
from app.services.clock import SessionClock
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.pipes import Hello
from protocol.signals import SIGNAL, Person, Presence, Signal, StorageTrouble
from protocol.values import AUDIENCE_SIGHT, SessionStatus, Sight

if TYPE_CHECKING:
    from app.services.agent_run import AgentRun

log = logging.getLogger(__name__)

ANSWERS_HELD = 200

Answering = Callable[[dict[str, Any]], Awaitable[Any]]


class SessionHost:
    """What this server knows and holds of one session; implements `pipe_service.Listener`."""

    def __init__(
        self, session_id: str, *, owner_epoch: int, view: SessionView, elapsed_ms: int, event_log: EventLog
    ) -> None:
        self.session_id = session_id
        self.owner_epoch = owner_epoch
        self.view = view
        self.clock = SessionClock(elapsed_ms)
        self.lock = asyncio.Lock()
        """Held while somebody decides on the view and appends what follows from it."""
        self.run: AgentRun | None = None
        self.restarts = 0
        self.calls: dict[str, Answering] = {}
        self.answers: OrderedDict[str, bytes] = OrderedDict()
        """The newest answers by the caller's key, so that a frame sent twice is done once."""
        self.signal_sinks: set[Callable[[Signal], None]] = set()
        self.people: dict[str, Person] = {}
        """Who is connected, by connection."""
        self.kept_by: set[object] = set()
        """What lives longer than a request and needs this host: terminals, the watch over the files."""
        self.used_at = time.monotonic()
        self._log = event_log
        self._listeners: list[Listener] = []
        self.listen(self._committed, FOLDED)

    def listen(self, listener: Listener, types: frozenset[type]) -> None:
        """Have `listener` hear of events of `types`, as `EventLog.listen` does, as long as this host is used."""
        self._listeners.append(listener)
        self._log.listen(self.session_id, listener, types)

    def forget(self) -> None:
        """Stop listening; the host is no longer used."""
        for listener in self._listeners:
            self._log.unlisten(self.session_id, listener)

    @property
    def idle(self) -> bool:
        """Whether nobody and nothing needs this host in memory."""
        return self.run is None and not self.signal_sinks and not self.kept_by and not self.lock.locked()

    # -- writing -----------------------------------------------------------------------------------

    async def append(self, *events: EventBody, key: str | None = None) -> list[Stored]:
        """Commit what people or the server did.

        `key` makes the call idempotent: the same key again appends nothing and gives the first result.

        Raises:
            IllegalTransition, LogUnavailable, StaleOwner, UnknownSession.
        """
        self.used_at = time.monotonic()
        now_ms = self.clock.elapsed_ms()
        drafts = [_draft(event, event.to_json(), now_ms, key=key) for event in events]
        return await self._log.append(self.session_id, self.owner_epoch, drafts)

    async def agent_said(self, events: Sequence[tuple[EventBody, bytes]], *, generation: int, acked: int) -> None:
        """Commit what the agent said, with the mark that it was said."""
        now_ms = self.clock.elapsed_ms()
        drafts = [_draft(event, body, now_ms) for event, body in events]
        mark = AgentMark(generation=generation, acked=acked)
        await self._log.append(self.session_id, self.owner_epoch, drafts, agent=mark)

    def _committed(self, stored: Stored, draft: Draft) -> None:
        """Fold a committed event; the log calls this in its order, and for the last of each append."""
        envelope = Envelope(
            session_id=self.session_id,
            seq=stored.seq,
            timestamp="",
            elapsed_ms=draft.elapsed_ms,
            event=draft.event,  # type: ignore[arg-type]  # every draft of a host carries its event
        )
        self.view.apply(envelope)
        if draft.status is not None:
            self.settle_clock()

    def settle_clock(self) -> None:
        """Interview time moves while the session is active and its agent is there."""
        attached = self.run is not None and self.run.pipe.hello is not None
        self.clock.run(self.view.status is SessionStatus.ACTIVE and attached)

    # -- reading -----------------------------------------------------------------------------------

    def follow(self, after: int, sight: Sight = Sight.SYSTEM) -> AsyncIterator[Batch]:
        """The log from `after`, as much of it as `sight` allows, without an end."""
        return self._log.follow(self.session_id, after, sight)

    def remaining_ms(self) -> int:
        """Interview time left."""
        return max(0, self.view.duration_ms - self.clock.elapsed_ms())

    def remember(self, key: str, answer: bytes) -> None:
        """Keep the answer to a frame that carried an `id`."""
        self.answers[key] = answer
        while len(self.answers) > ANSWERS_HELD:
            self.answers.popitem(last=False)

    # -- the agent -----------------------------------------------------------------------------------

    async def agent_called(self, name: str, args: dict[str, Any]) -> Any:
        """Answer a call of the agent."""
        answer = self.calls.get(name)
        if answer is None:
            raise Invalid(f"there is no call {name!r}", code="unknown_call")
        return await answer(args)

    def agent_signalled(self, signal: dict[str, Any]) -> None:
        """Show a signal to everybody connected."""
        try:
            parsed = SIGNAL.validate_python(signal)
        except ValidationError:
            log.warning("a signal of an agent was refused", extra={"session": self.session_id})
            return
        self.show(parsed)

    def agent_attached(self, hello: Hello) -> None:
        """The agent is there; time may move."""
        log.info(
            "an agent attached",
            extra={"session": self.session_id, "pid": hello.pid, "generation": hello.generation, "seen": hello.seen},
        )
        self.settle_clock()
        if self.run is not None:
            self.run.attached.set()

    def storage_trouble(self, error: Exception | None) -> None:
        """Tell everybody that the log cannot be written, or that it can again."""
        message = "the interview is saved again" if error is None else str(error)
        self.show(StorageTrouble(available=error is None, message=message))

    def enter(self, person: Person) -> None:
        """Somebody connected: tell everybody who is there."""
        self.people[person.connection_id] = person
        self.show(Presence(people=list(self.people.values())))

    def leave(self, connection_id: str) -> None:
        """Somebody is gone."""
        if self.people.pop(connection_id, None) is not None:
            self.show(Presence(people=list(self.people.values())))

    def show(self, signal: Signal) -> None:
        """Give a signal to whoever is connected now."""
        for sink in self.signal_sinks:
            sink(signal)


def _draft(event: EventBody, body: bytes, elapsed_ms: int, *, key: str | None = None) -> Draft:
    return Draft(
        event_type=event.event_type,
        body=body,
        sight=AUDIENCE_SIGHT[event.audience],
        elapsed_ms=elapsed_ms,
        status=status_after(event),  # type: ignore[arg-type]  # every body is a member of the union
        key=key,
        event=event,
    )
