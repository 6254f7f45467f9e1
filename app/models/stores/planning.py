"""What an append does to a session: decided here for every store, without I/O."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import IllegalTransition
from app.models.records import Draft, Fenced, StaleOwner, Stored
from app.models.stores.base import Append, Planned
from protocol.frames import splice_event
from protocol.values import LEGAL, SessionStatus

log = logging.getLogger(__name__)

Keyed = tuple[str, str]
"""A session and a key in it."""


@dataclass(slots=True)
class State:
    """The part of a session's row that appends read and move."""

    session_id: str
    owner_epoch: int
    status: SessionStatus
    head: int
    generation: int
    acked: int
    elapsed_ms: int


def keys_of(drafts: Sequence[Draft]) -> list[str | None] | None:
    """The key of each draft as it is stored, or None when there are none.

    Where drafts of one call share a key, all but the first get their place added: the call as a whole
    is then idempotent.
    """
    if not any(draft.key is not None for draft in drafts):
        return None
    seen: dict[str, int] = {}
    keys: list[str | None] = []
    for draft in drafts:
        if draft.key is None:
            keys.append(None)
            continue
        place = seen.get(draft.key, 0)
        seen[draft.key] = place + 1
        keys.append(f"{draft.key}\x1f{place}" if place else draft.key)
    return keys


def plan(append: Append, state: State, *, known: Mapping[Keyed, Stored], now: str) -> Planned:
    """What `append` stores; moves `state` on, unless it refuses.

    `known`: the events that stand under the keys of these drafts already; `now`: the time of the commit.

    Raises:
        StaleOwner, Fenced, IllegalTransition: nothing is stored, `state` is as it was.
    """
    session_id, mark, drafts = append.session_id, append.agent, append.drafts
    if append.owner_epoch != state.owner_epoch:
        raise StaleOwner(session_id, yours=append.owner_epoch, now=state.owner_epoch)
    if mark is not None:
        if mark.generation != state.generation:
            raise Fenced(yours=mark.generation, now=state.generation)
        if mark.acked <= state.acked:
            # Sent again because the answer to the first time was lost: all of it is in the log.
            return Planned([], (), ())
    keys = keys_of(drafts)
    status, seq = state.status, state.head
    results: list[Stored] = []
    fresh: list[Stored] = []
    taken: list[Draft] = []
    fresh_keys: list[str | None] = []
    for place, draft in enumerate(drafts):
        if keys is not None and (key := keys[place]) is not None and (session_id, key) in known:
            results.append(known[session_id, key])
            continue
        wanted = draft.status
        if wanted is not None and wanted is not status:
            if wanted not in LEGAL[status]:
                if mark is None:
                    raise IllegalTransition(status, wanted)
                log.warning(
                    "an agent's event is dropped: its time is over",
                    extra={"session": session_id, "event_type": draft.event_type, "status": status},
                )
                continue
            status = wanted
        seq += 1
        frame = splice_event(session_id, seq, now, draft.elapsed_ms, draft.body)
        stored = Stored(seq, draft.sight, draft.event_type, frame)
        results.append(stored)
        fresh.append(stored)
        taken.append(draft)
        if keys is not None:
            fresh_keys.append(keys[place])
    state.status, state.head = status, seq
    if taken:
        state.elapsed_ms = max(state.elapsed_ms, taken[-1].elapsed_ms)
    if mark is not None:
        state.acked = mark.acked
    return Planned(results, fresh, taken, fresh_keys if keys is not None else None)


EventRow = tuple[str, int, int, str, bytes, str | None]
"""Session, seq, sight, type, frame, key."""


def event_rows(session_id: str, planned: Planned) -> list[EventRow]:
    """The rows of what is new."""
    if planned.keys is None:
        return [(session_id, seq, int(sight), kind, frame, None) for seq, sight, kind, frame in planned.fresh]
    return [
        (session_id, seq, int(sight), kind, frame, key)
        for (seq, sight, kind, frame), key in zip(planned.fresh, planned.keys, strict=True)
    ]
