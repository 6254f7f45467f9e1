"""The line codec of the pipes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.wire import MAX_LINE, LineReader, LineTooLong, line

lines = st.lists(st.binary(min_size=1, max_size=40).filter(lambda raw: b"\n" not in raw), max_size=12)


@given(lines=lines, cuts=st.lists(st.integers(0, 500), max_size=10))
def test_lines_come_out_as_they_went_in_however_the_stream_is_cut(lines: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(line(raw) for raw in lines)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    reader = LineReader()
    out = [got for start, end in itertools.pairwise(edges) for got in reader.feed(stream[start:end])]
    assert out == lines


def test_a_torn_last_line_is_not_given_out() -> None:
    reader = LineReader()
    assert reader.feed(b'{"a":1}\n{"b":') == [b'{"a":1}']
    assert reader.feed(b"") == []


def test_a_newline_ends_a_torn_line_so_that_the_next_one_is_whole() -> None:
    reader = LineReader()
    reader.feed(b'{"torn":')
    assert reader.feed(b'\n{"t":"hello"}\n') == [b'{"torn":', b'{"t":"hello"}']


@given(size=st.integers(10, 30), step=st.integers(1, 7))
def test_a_line_over_the_limit_is_skipped_whole_and_the_next_is_read(size: int, step: int) -> None:
    reader = LineReader(limit_bytes=10)
    stream = b"x" * size + b"\nnext\n"
    out = [got for at in range(0, len(stream), step) for got in reader.feed(stream[at : at + step])]
    assert out == [b"next"]
    assert reader.dropped == 1


def test_a_payload_over_the_limit_is_refused_at_the_sender() -> None:
    with pytest.raises(LineTooLong, match="over the limit"):
        line(b"x" * MAX_LINE)
