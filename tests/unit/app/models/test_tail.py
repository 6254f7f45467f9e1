"""The tail in memory, and the framing of what it serves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from app.models.records import Batch, Stored, ws_text_header
from app.models.tail import Tail, TailLimits
from protocol.values import Sight


def events(first: int, count: int, *, size_bytes: int = 10) -> list[Stored]:
    return [Stored(seq, Sight(seq % 3), "x", b"y" * size_bytes) for seq in range(first, first + count)]


@pytest.mark.parametrize("size_bytes", [0, 1, 125, 126, 65535, 65536, 100_000])
def test_a_framed_batch_is_what_a_websocket_library_would_write(size_bytes: int) -> None:
    payload = b"z" * size_bytes
    assert ws_text_header(size_bytes) + payload == Frame(Opcode.TEXT, payload).serialize(mask=False)
    batch = Batch([Stored(1, Sight.ALL, "x", payload)] * 2, 2)
    assert batch.framed() == Frame(Opcode.TEXT, payload).serialize(mask=False) * 2


@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=30),
    cursors=st.lists(st.integers(0, 300), max_size=10),
    limit=st.integers(1, 40),
)
def test_a_slice_is_everything_after_the_cursor_or_a_word_to_ask_the_database(
    sizes: list[int], cursors: list[int], limit: int
) -> None:
    tail, head = Tail(TailLimits(events=limit, size_bytes=limit * 10)), 0
    for size in sizes:
        tail.extend(events(head + 1, size))
        head += size
        assert tail.head == head
        for after in cursors:
            for sight in Sight:
                batch = tail.slice(after, sight)
                if batch is None:
                    assert after >= head or head - after > limit * 3 // 4
                    continue
                wanted = [seq for seq in range(after + 1, head + 1) if seq % 3 <= sight]
                assert [stored.seq for stored in batch.events] == wanted
                assert batch.through == head


def test_the_tail_stays_within_its_limits() -> None:
    tail = Tail(TailLimits(events=100, size_bytes=5000))
    for first in range(1, 2000, 50):
        tail.extend(events(first, 50, size_bytes=90))
    held = tail.slice(tail.head - 40 if tail.head else 0, Sight.SYSTEM)
    assert held is not None
    assert len(tail._events) <= 100
    assert sum(len(stored.frame) for stored in tail._events) == tail._bytes <= 5000


def test_what_was_read_joins_the_tail_where_it_leads_up_to_it() -> None:
    tail = Tail(TailLimits(events=6, size_bytes=1000))
    tail.know(2)
    tail.precede(events(1, 1))
    assert tail.slice(0, Sight.SYSTEM) is None, "event 2 is missing"
    tail.precede(events(1, 2))
    tail.extend(events(3, 1))
    held = tail.slice(0, Sight.SYSTEM)
    assert held is not None
    assert [stored.seq for stored in held.events] == [1, 2, 3]


@pytest.mark.parametrize("read", [events(1, 3), [*events(1, 1), *events(3, 2)], events(5, 1), events(1, 0)])
def test_what_was_read_with_a_gap_or_from_elsewhere_stays_out_of_the_tail(read: list[Stored]) -> None:
    tail = Tail(TailLimits())
    tail.know(4)
    tail.extend(events(5, 2))
    tail.precede(read)
    assert tail.slice(3, Sight.SYSTEM) is None
    assert [stored.seq for stored in tail._events] == [5, 6]


def test_what_was_read_takes_no_room_from_newer_events() -> None:
    tail = Tail(TailLimits(events=4, size_bytes=1000))
    tail.extend(events(4, 2))
    tail.precede(events(1, 3))
    assert [stored.seq for stored in tail._events] == [4, 5]


def test_followers_with_different_sights_at_one_place_each_keep_their_slice() -> None:
    tail = Tail(TailLimits())
    tail.extend(events(1, 9))
    first = {sight: tail.slice(0, sight) for sight in Sight}
    assert all(tail.slice(0, sight) is batch for sight, batch in first.items())
