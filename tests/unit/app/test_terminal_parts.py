"""The parts of a terminal that do no I/O: the ring, the typed lines, the allowance; and what the recorder tells."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.allowance import Allowance
from app.services.terminal_input import MAX_LINE, InputLines
from app.services.terminal_record import LINES_AT_ONCE, OUTPUT_PER_S, TAIL, Allowances, Recorder
from app.services.terminal_ring import Ring
from protocol.events import TerminalInput, TerminalOutput, TerminalResized
from protocol.facts import EventBody
from protocol.values import Actor


@given(st.lists(st.binary(max_size=40)), st.integers(1, 50))
def test_a_ring_gives_every_kept_byte_by_its_number(chunks: list[bytes], keep: int) -> None:
    ring, whole = Ring(keep), b""
    for chunk in chunks:
        ring.append(chunk)
        whole += chunk
        assert ring.head == len(whole)
        assert ring.start <= max(0, ring.head - keep)
        assert ring.slice(ring.start, len(whole)) == whole[ring.start :]
        begin = ring.scrollback()
        assert ring.start <= begin <= ring.head
        assert begin == 0 or begin >= ring.head - keep


def test_scrollback_begins_with_a_whole_line() -> None:
    ring = Ring(10)
    ring.append(b"first line\nsecond\nthird")
    assert ring.slice(ring.scrollback(), 100) == b"third"


def lines(*typed: tuple[str, bool]) -> list[str]:
    reader = InputLines()
    return [line for text, shown in typed for line in reader.feed(text.encode(), shown=shown)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ls -l\r", ["ls -l"]),
        ("a\rb\nc\r\n", ["a", "b", "c"]),
        ("lss\x7f -a\r", ["ls -a"]),
        ("wrong\x15right\r", ["right"]),
        ("git commit  oops\x17done\r", ["git commit  done"]),
        ("\x1b[Aecho\x1b[1;5D x\x1bOP\x1bb\r", ["echo x"]),
        ("\x1b[200~pasted text\x1b[201~\r", ["pasted text"]),
        ("sleep 9\r\x03", ["sleep 9", "^C"]),
        ("half\x03", ["half^C"]),
        ("\x04", ["^D"]),
        ("\r\r\r", []),
        ("né\r", ["né"]),
        ("tab\there\x00\x01\r", ["tab\there"]),
    ],
)
def test_keys_become_the_line_that_was_meant(typed: str, expected: list[str]) -> None:
    assert lines((typed, True)) == expected


def test_a_line_of_which_any_part_was_unseen_is_forgotten_whole() -> None:
    assert lines(("user pass", True), ("word\r", False), ("next\r", True)) == ["next"]
    assert lines(("secret", False), ("\r", True), ("next\r", True)) == ["next"]
    assert lines(("one\rtwo\r", False)) == []


@given(st.lists(st.tuples(st.text(max_size=20), st.booleans())))
def test_no_unseen_character_is_ever_told(typed: list[tuple[str, bool]]) -> None:
    marked = [(text if shown else "\u2620" * len(text), shown) for text, shown in typed]
    assert "\u2620" not in "".join(lines(*marked))


def test_a_character_cut_in_two_is_put_together_and_a_long_line_is_bounded() -> None:
    reader = InputLines()
    assert [*reader.feed(b"caf\xc3", shown=True), *reader.feed(b"\xa9\r", shown=True)] == ["café"]
    assert [len(line) for line in reader.feed(b"x" * 100_000 + b"\r", shown=True)] == [MAX_LINE]


def test_an_allowance_gives_its_burst_then_its_rate_and_never_more_than_its_total() -> None:
    allowance = Allowance(per_second=1000, total=2500)
    assert allowance.granted(1500) == 1500
    assert 500 <= allowance.granted(5000) < 700
    assert not allowance.take(900)
    assert allowance.left > 0
    spent = Allowance(per_second=10_000, total=100)
    assert (spent.granted(80), spent.take(30), spent.granted(30)) == (80, False, 20)


class Host:
    """Takes what is appended, as a session does."""

    session_id = "s"

    def __init__(self) -> None:
        self.events: list[EventBody] = []

    async def append(self, *events: EventBody) -> None:
        self.events += events


def recorder(host: Any) -> Recorder:
    return Recorder(host, "main", Allowances())


async def test_a_batch_is_the_size_the_lines_and_one_piece_of_output() -> None:
    host = Host()
    made = recorder(host)
    made.output(b"a\xc3")
    made.output(b"\xa9b")
    made.resized(10, 20, actor=Actor.CANDIDATE)
    made.resized(11, 21, actor=Actor.CANDIDATE)
    made.input(b"one\rtwo\r", shown=True, actor=Actor.CANDIDATE)
    await made.flush()
    assert host.events == [
        TerminalResized(terminal="main", rows=11, columns=21),
        TerminalInput(terminal="main", text="one"),
        TerminalInput(terminal="main", text="two"),
        TerminalOutput(terminal="main", text="aéb"),
    ]
    await made.flush()
    assert len(host.events) == 4


async def test_a_flood_is_cut_counted_and_its_end_is_kept() -> None:
    host = Host()
    made = recorder(host)
    flood = b"x" * (10 * OUTPUT_PER_S)
    made.output(flood)
    made.output(b"y" * 100)
    made.output(b"\r\n$ ")
    await made.finish()
    first, last = (event for event in host.events if isinstance(event, TerminalOutput))
    assert set(first.text) == {"x"}
    assert last.text.endswith("y" * 100 + "\r\n$ ")
    assert len(last.text) <= TAIL
    assert len(first.text) + first.truncated + len(last.text) == len(flood) + 104


async def test_a_paste_of_many_lines_is_told_in_part_and_counted() -> None:
    host = Host()
    made = recorder(host)
    made.input(b"line\r" * 1000, shown=True, actor=Actor.CANDIDATE)
    await made.flush()
    typed = [event for event in host.events if isinstance(event, TerminalInput)]
    assert len(typed) == LINES_AT_ONCE
    assert typed[-1].truncated == 4 * (1000 - LINES_AT_ONCE)


async def test_a_running_recorder_stores_what_comes_soon() -> None:
    host = Host()
    made = recorder(host)
    running = asyncio.create_task(made.run())
    made.output(b"hello")
    async with asyncio.timeout(5):
        while not host.events:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert host.events == [TerminalOutput(terminal="main", text="hello")]
