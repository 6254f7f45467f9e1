"""What a group of appends will write: pure, the same for every database."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.errors import IllegalTransition, UnknownSession
from app.models.records import Draft, Fenced, StaleOwner, Stored
from app.models.stores.base import Append
from protocol.frames import splice_event
from protocol.values import LEGAL, SessionStatus

log = logging.getLogger(__name__)

EventRow = tuple[str, int, int, str, bytes, str | None]
SessionUpdate = tuple[int, str, int, int, str, str]


@dataclass(slots=True)
class State:
    """A session's row while a group is planned."""

    owner_epoch: int
    head: int
    status: SessionStatus
    generation: int
    acked: int
    elapsed_ms: int


class Plan:
    """Numbers the events of a group; refusals leave no trace in it.

    `load` gives a session's state, `find` the event stored under a key; both are asked once.
    """

    def __init__(
        self, now: str, *, load: Callable[[str], State | None], find: Callable[[str, str], Stored | None]
    ) -> None:
        self._now, self._load, self._find = now, load, find
        self._states: dict[str, State] = {}
        self._changed: set[str] = set()
        self._keyed: dict[tuple[str, str], Stored] = {}
        self.rows: list[EventRow] = []
        self.new: list[tuple[str, list[Stored], list[Draft]]] = []

    def take(self, append: Append) -> list[Stored]:
        """Plan one append.

        Raises:
            UnknownSession, StaleOwner, Fenced, IllegalTransition.
        """
        session_id = append.session_id
        state = self._states.get(session_id) or self._load(session_id)
        if state is None:
            raise UnknownSession(session_id)
        self._states[session_id] = state
        if state.owner_epoch != append.owner_epoch:
            raise StaleOwner
        if append.agent is not None and append.agent.generation != state.generation:
            raise Fenced
        drafts, status = _legal(append, state.status)
        stored: list[Stored] = []
        new: list[Stored] = []
        new_drafts: list[Draft] = []
        for draft in drafts:
            known = self._known(session_id, draft.key) if draft.key is not None else None
            if known is not None:
                stored.append(known)
                continue
            state.head += 1
            frame = splice_event(session_id, state.head, self._now, draft.elapsed_ms, draft.body)
            one = Stored(state.head, draft.sight, draft.event_type, frame)
            self.rows.append((session_id, one.seq, int(draft.sight), draft.event_type, frame, draft.key))
            if draft.key is not None:
                self._keyed[session_id, draft.key] = one
            stored.append(one)
            new.append(one)
            new_drafts.append(draft)
        self._changed.add(session_id)
        if append.agent is not None:
            state.acked = append.agent.acked
        if new:
            state.status = status
            state.elapsed_ms = max(state.elapsed_ms, new_drafts[-1].elapsed_ms)
            self.new.append((session_id, new, new_drafts))
        return stored

    def _known(self, session_id: str, key: str) -> Stored | None:
        return self._keyed.get((session_id, key)) or self._find(session_id, key)

    def updates(self) -> list[SessionUpdate]:
        """The session rows to be written: head, status, acked, elapsed, time, id."""
        return [
            (state.head, str(state.status), state.acked, state.elapsed_ms, self._now, session_id)
            for session_id, state in ((one, self._states[one]) for one in self._changed)
        ]

    def settle(self) -> tuple[list[EventRow], list[SessionUpdate]]:
        """What is to be written before something else reads the tables; the plan starts anew."""
        rows, updates = self.rows, self.updates()
        self.rows = []
        self._states.clear()
        self._changed.clear()
        return rows, updates


def _legal(append: Append, status: SessionStatus) -> tuple[Sequence[Draft], SessionStatus]:
    """The drafts that may be stored, and the status after them; an agent's illegal move is left out.

    Raises:
        IllegalTransition: for anybody else's.
    """
    kept: list[Draft] = []
    for draft in append.drafts:
        wanted = draft.status
        if wanted is not None and wanted is not status:
            if wanted not in LEGAL[status]:
                if append.agent is None:
                    raise IllegalTransition(status, wanted)
                log.warning("an agent's event came too late", extra={"type": draft.event_type, "status": status})
                continue
            status = wanted
        kept.append(draft)
    return kept, status
