"""A property of `follow`: whatever happens in between, each event comes once and in order."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.database import Database
from app.models.event_log import EventLog
from app.models.records import Draft
from app.models.sessions import Sessions
from app.models.tail import TailLimits
from protocol.events import SessionCreated
from protocol.values import InterviewType, Sight, new_session_id

Move = tuple[str, int]
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 9)),
        st.tuples(st.just("take"), st.integers(1, 3)),
        st.tuples(st.just("reconnect"), st.just(0)),
        st.tuples(st.just("yield"), st.integers(1, 3)),
    ),
    max_size=40,
)


async def play(moves: list[Move], *, sight: Sight, events: int) -> tuple[list[int], list[int]]:
    """What a follower that reconnects saw, and what it should have seen."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url=None, data_dir=Path(folder), sync="normal")
        await database.open()
        log = EventLog(database, tail=TailLimits(events=events, size_bytes=100_000), keep_tail_s=0)
        await log.open()
        session_id = new_session_id()
        kind = InterviewType.TECHNICAL
        first = SessionCreated(session_id=session_id, interview_type=kind, user_id="u", duration_ms=1)
        await Sessions(database).create(session_id, user_id="u", interview_type=kind, token_hashes={}, first=first)
        wanted, seen, through = [1], list[int](), 0
        head = 1
        follow = log.follow(session_id, 0, sight)
        pending: list[asyncio.Task[object]] = []
        for move, count in [*moves, ("take", 1000)]:
            if move == "append":
                drafts = [Draft("x", b'{"n":1}', Sight((head + n) % 3), 0) for n in range(1, count + 1)]
                wanted += [head + n for n in range(1, count + 1) if (head + n) % 3 <= sight]
                head += count
                pending.append(asyncio.create_task(log.append(session_id, 1, drafts)))
            elif move == "yield":
                for _ in range(count):
                    await asyncio.sleep(0)
            elif move == "reconnect":
                await follow.aclose()  # type: ignore[attr-defined]
                follow = log.follow(session_id, through, sight)
            else:
                if count == 1000:
                    await asyncio.gather(*pending)
                for _ in range(count):
                    if through >= head:
                        break
                    batch = await asyncio.wait_for(anext(follow), 10)
                    seen += [stored.seq for stored in batch.events]
                    through = batch.through
        await follow.aclose()  # type: ignore[attr-defined]
        await log.close()
        await database.close()
        return seen, wanted


@settings(max_examples=15, deadline=None)
@given(moves=MOVES, sight=st.sampled_from(Sight), events=st.sampled_from([2, 8, 1000]))
def test_each_event_is_seen_once_and_in_order_across_reconnects(moves: list[Move], sight: Sight, events: int) -> None:
    seen, wanted = asyncio.run(play(moves, sight=sight, events=events))
    assert seen == wanted
