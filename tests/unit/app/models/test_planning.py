"""What an append does to a session, without a database."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import IllegalTransition
from app.models.records import AgentMark, Draft, Fenced, StaleOwner, Stored
from app.models.stores.base import Append
from app.models.stores.planning import State, event_rows, keys_of, plan
from protocol.values import LEGAL, SessionStatus, Sight

NOW = "2026-11-21T12:00:00.000Z"


def state(**changes: object) -> State:
    fields: dict[str, object] = {
        "session_id": "s", "owner_epoch": 1, "status": SessionStatus.ACTIVE,
        "head": 10, "generation": 2, "acked": 5, "elapsed_ms": 100,
    }  # fmt: skip
    return State(**fields | changes)  # type: ignore[arg-type]


def append(drafts: Sequence[Draft], *, owner_epoch: int = 1, agent: AgentMark | None = None) -> Append:
    loop = asyncio.new_event_loop()
    answer: asyncio.Future[list[Stored]] = loop.create_future()
    loop.close()
    return Append("s", owner_epoch, drafts, agent, answer)


def draft(*, status: SessionStatus | None = None, key: str | None = None, elapsed_ms: int = 200) -> Draft:
    return Draft("x", b'{"event_type":"x"}', Sight.ALL, elapsed_ms, status, key)


def test_a_refused_append_leaves_the_session_as_it_was() -> None:
    for asked, error in (
        (append([draft()], owner_epoch=2), StaleOwner),
        (append([draft()], agent=AgentMark(1, 9)), Fenced),
        (append([draft()], agent=AgentMark(3, 9)), Fenced),
        (append([draft(), draft(status=SessionStatus.CREATED)]), IllegalTransition),
    ):
        now = state()
        with pytest.raises(error):
            plan(asked, now, known={}, now=NOW)
        assert now == state()


@given(moves=st.lists(st.one_of(st.none(), st.sampled_from(SessionStatus)), max_size=8))
def test_an_agents_moves_are_taken_where_they_are_legal_and_left_out_where_not(
    moves: list[SessionStatus | None],
) -> None:
    now, status, kept = state(), SessionStatus.ACTIVE, 0
    for wanted in moves:
        if wanted is None or wanted is status or wanted in LEGAL[status]:
            status, kept = wanted or status, kept + 1
    planned = plan(append([draft(status=move) for move in moves], agent=AgentMark(2, 99)), now, known={}, now=NOW)
    assert [stored.seq for stored in planned.fresh] == list(range(11, 11 + kept))
    assert (now.status, now.head, now.acked) == (status, 10 + kept, 99)


def test_a_frame_says_its_number_time_and_interview_time() -> None:
    [stored] = plan(append([draft(elapsed_ms=321)]), state(), known={}, now=NOW).fresh
    frame = json.loads(stored.frame)
    assert (frame["seq"], frame["timestamp"], frame["session_id"]) == (11, NOW, "s")
    assert frame["data"] == {"elapsed_ms": 321, "event_type": "x"}


def test_interview_time_on_the_row_never_goes_back() -> None:
    now = state(elapsed_ms=1000)
    plan(append([draft(elapsed_ms=200)]), now, known={}, now=NOW)
    assert now.elapsed_ms == 1000


def test_known_keys_are_answered_and_the_rest_is_stored_under_its_own_key() -> None:
    old = Stored(4, Sight.ALL, "x", b"{}")
    drafts = [draft(key="k"), draft(key="k"), draft()]
    planned = plan(append(drafts), state(), known={("s", "k"): old}, now=NOW)
    assert [stored.seq for stored in planned.results] == [4, 11, 12]
    assert [(row[1], row[5]) for row in event_rows("s", planned)] == [(11, keys_of(drafts)[1]), (12, None)]  # type: ignore[index]


@given(keys=st.lists(st.one_of(st.none(), st.sampled_from(["a", "b"])), max_size=8))
def test_drafts_of_one_call_never_share_a_stored_key(keys: list[str | None]) -> None:
    stored = [key for key in keys_of([draft(key=key) for key in keys]) or [] if key is not None]
    assert len(stored) == len(set(stored)) == sum(key is not None for key in keys)
