"""What the log promises, on both databases."""

import asyncio
import json
from pathlib import Path

import pytest

from app.core.errors import IllegalTransition, UnknownSession
from app.models.database import Database, FolderInUse
from app.models.event_log import EventLog, SessionErased
from app.models.records import AgentMark, Fenced, StaleOwner
from protocol.values import Audience, Role, SessionStatus, Sight, new_session_id
from tests.contract.log.conftest import Node, all_of, draft


async def collect(
    log: EventLog, session_id: str, *, until: int, after: int = 0, sight: Sight = Sight.SYSTEM
) -> list[int]:
    """What a follower sees until it was served through `until`."""
    seen: list[int] = []
    async for batch in log.follow(session_id, after, sight):
        seen += [stored.seq for stored in batch.events]
        if batch.through >= until:
            return seen
    return seen


async def test_numbers_have_no_gap_with_fifty_appenders_at_once(node: Node) -> None:
    session_id = await node.new()

    async def talk(who: int) -> list[int]:
        return [(await node.log.append(session_id, 1, [draft(who)]))[0].seq for _ in range(20)]

    given = await asyncio.gather(*(talk(who) for who in range(50)))
    assert sorted(seq for own in given for seq in own) == list(range(2, 1002))
    assert all(own == sorted(own) for own in given)
    assert await all_of(node.log, session_id) == list(range(1, 1002))


async def test_what_is_sent_is_what_is_stored_byte_for_byte(node: Node) -> None:
    session_id = await node.new()
    [stored] = await node.log.append(session_id, 1, [draft(7, elapsed_ms=42)])
    [read] = await node.log.read(session_id, after=1, limit=1, sight=Sight.ALL)
    assert read.frame == stored.frame
    frame = json.loads(stored.frame)
    assert (frame["seq"], frame["data"]["elapsed_ms"], frame["data"]["minutes_left"]) == (2, 42, 7)


async def test_a_follower_sees_what_was_and_what_comes_once_each(node: Node) -> None:
    session_id = await node.new()
    await node.log.append(session_id, 1, [draft(n) for n in range(10)])
    following = asyncio.create_task(collect(node.log, session_id, until=211))
    await asyncio.sleep(0.02)
    for _ in range(20):
        await node.log.append(session_id, 1, [draft(n) for n in range(10)])
    assert await asyncio.wait_for(following, 10) == list(range(1, 212))


async def test_reconnecting_at_any_moment_loses_and_repeats_nothing(node: Node) -> None:
    session_id = await node.new()

    async def write() -> None:
        for number in range(300):
            await node.log.append(session_id, 1, [draft(number)] * (1 + number % 3))

    writing = asyncio.create_task(write())
    seen: list[int] = []
    while len(seen) < 601:
        async for batch in node.log.follow(session_id, seen[-1] if seen else 0, Sight.SYSTEM):
            seen += [stored.seq for stored in batch.events]
            break
    await writing
    assert seen == list(range(1, 602))


async def test_an_event_is_not_seen_by_those_it_is_not_for(node: Node) -> None:
    session_id = await node.new()
    audiences = [Audience.ALL, Audience.INTERVIEWER, Audience.SYSTEM, Audience.INTERVIEWER]
    live = [
        asyncio.create_task(collect(node.log, session_id, until=5, sight=sight))
        for sight in (Sight.ALL, Sight.INTERVIEWER)
    ]
    await asyncio.sleep(0.01)
    await node.log.append(session_id, 1, [draft(audience=audience) for audience in audiences])
    assert await asyncio.wait_for(live[0], 5) == [1, 2]
    assert await asyncio.wait_for(live[1], 5) == [1, 2, 3, 5]
    assert await all_of(node.log, session_id, sight=Sight.ALL) == [1, 2]
    assert await collect(node.log, session_id, until=5, sight=Sight.ALL) == [1, 2]
    assert await all_of(node.log, session_id) == [1, 2, 3, 4, 5]


async def test_the_same_key_is_stored_once_and_gives_the_first_result(node: Node) -> None:
    session_id = await node.new()
    [first] = await node.log.append(session_id, 1, [draft(1, key="a")])
    [again] = await node.log.append(session_id, 1, [draft(2, key="a")])
    both = await asyncio.gather(*(node.log.append(session_id, 1, [draft(3, key="b")]) for _ in range(2)))
    assert again.frame == first.frame
    assert both[0][0].seq == both[1][0].seq
    assert await all_of(node.log, session_id) == [1, 2, 3]


async def test_a_stale_owner_cannot_append_and_harms_no_other(node: Node) -> None:
    one, other = await node.new(), await node.new()
    stale, good = await asyncio.gather(
        node.log.append(one, 0, [draft()]), node.log.append(other, 1, [draft()]), return_exceptions=True
    )
    assert isinstance(stale, StaleOwner)
    assert isinstance(good, list)
    assert await all_of(node.log, one) == [1]
    assert await all_of(node.log, other) == [1, 2]


async def test_an_unknown_session_is_refused(node: Node) -> None:
    with pytest.raises(UnknownSession):
        await node.log.append(new_session_id(), 1, [draft()])


async def test_an_illegal_change_of_status_stores_nothing(node: Node) -> None:
    session_id = await node.new()
    with pytest.raises(IllegalTransition, match="created cannot become paused"):
        await node.log.append(session_id, 1, [draft(), draft(status=SessionStatus.PAUSED)])
    assert await all_of(node.log, session_id) == [1]
    await node.log.append(session_id, 1, [draft(status=SessionStatus.STARTING)])
    row = await node.sessions.get(session_id)
    assert row is not None
    assert (row.status, row.head) == (SessionStatus.STARTING, 2)


async def test_of_two_that_race_for_a_status_one_wins(node: Node) -> None:
    session_id = await node.new()
    await node.log.append(session_id, 1, [draft(status=SessionStatus.STARTING)])
    await node.log.append(session_id, 1, [draft(status=SessionStatus.ACTIVE)])
    results = await asyncio.gather(
        node.log.append(session_id, 1, [draft(status=SessionStatus.CANCELLED)]),
        node.log.append(session_id, 1, [draft(status=SessionStatus.PAUSED)]),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [list, IllegalTransition]


async def test_what_a_replaced_run_of_an_agent_still_says_is_dropped(node: Node) -> None:
    session_id = await node.new()
    assert await node.sessions.next_generation(session_id) == 1
    await node.log.append(session_id, 1, [draft()], agent=AgentMark(generation=1, acked=1))
    assert await node.sessions.next_generation(session_id) == 2
    with pytest.raises(Fenced):
        await node.log.append(session_id, 1, [draft()], agent=AgentMark(generation=1, acked=2))
    row = await node.sessions.get(session_id)
    assert row is not None
    assert (row.head, row.generation, row.acked) == (2, 2, 0)


async def test_the_acknowledged_number_is_stored_with_the_events(node: Node) -> None:
    session_id = await node.new()
    await node.sessions.next_generation(session_id)
    await node.log.append(session_id, 1, [draft(), draft()], agent=AgentMark(generation=1, acked=17))
    row = await node.sessions.get(session_id)
    assert row is not None
    assert row.acked == 17


async def test_an_agents_late_move_is_left_out_and_the_rest_is_kept(node: Node) -> None:
    session_id = await node.new()
    await node.sessions.next_generation(session_id)
    late = draft(1, status=SessionStatus.COMPLETED)
    stored = await node.log.append(session_id, 1, [late, draft(2)], agent=AgentMark(generation=1, acked=2))
    assert [one.seq for one in stored] == [2]
    assert await all_of(node.log, session_id) == [1, 2]


async def test_a_follower_that_falls_behind_the_tail_goes_on_from_the_database(node: Node) -> None:
    session_id = await node.new()
    seen: list[int] = []
    async for batch in node.log.follow(session_id, 0, Sight.SYSTEM):
        seen += [stored.seq for stored in batch.events]
        if batch.through == 1:
            for _ in range(12):
                await node.log.append(session_id, 1, [draft(pad=3000)] * 500)
        if batch.through == 6001:
            break
    assert seen == list(range(1, 6002))


async def test_deleting_a_session_erases_it_and_ends_its_followers(node: Node) -> None:
    session_id = await node.new()

    async def follow() -> None:
        async for _ in node.log.follow(session_id, 0, Sight.SYSTEM):
            pass

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.05)
    await node.sessions.delete(session_id)
    node.log.erase(session_id)
    with pytest.raises(SessionErased):
        await asyncio.wait_for(following, 5)
    assert await node.sessions.get(session_id) is None
    assert await all_of(node.log, session_id) == []
    assert await node.sessions.find_token(f"c{session_id}") is None


async def test_a_new_token_ends_the_old_one_of_that_role_alone(node: Node) -> None:
    session_id = await node.new()
    await node.sessions.rotate_token(session_id, Role.CANDIDATE, "new")
    assert await node.sessions.find_token(f"c{session_id}") is None
    found = await node.sessions.find_token("new")
    assert found is not None
    assert (found.session_id, found.role) == (session_id, Role.CANDIDATE)
    assert await node.sessions.find_token(f"i{session_id}") is not None


async def test_a_restart_takes_the_sessions_over_and_fences_the_former_owner(url: str | None, tmp_path: Path) -> None:
    first = await Node(Database(url=url, data_dir=tmp_path / "var", sync="normal")).open()
    session_id = await first.new()
    epoch = first.log.epoch
    await first.close()
    second = await Node(Database(url=url, data_dir=tmp_path / "var", sync="normal")).open()
    claimed = await second.sessions.claim()
    assert [(row.id, row.owner_epoch) for row in claimed] == [(session_id, 2)]
    assert second.log.epoch == epoch
    with pytest.raises(StaleOwner):
        await second.log.append(session_id, 1, [draft()])
    await second.close()


async def test_a_second_server_on_the_same_folder_is_refused(node: Node, url: str | None, tmp_path: Path) -> None:
    with pytest.raises(FolderInUse, match="another server uses"):
        await Database(url=url, data_dir=tmp_path / "var", sync="normal").open()
