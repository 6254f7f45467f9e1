"""Three texts become one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.changes import apply
from protocol.merging import line_difference, lines_changed, merge

files = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "é\n", "😀\n"]), max_size=8).flatmap(
    lambda lines: st.sampled_from(["", "end"]).map(lambda last: "".join(lines) + last)
)


def merged(base: str, ours: str, theirs: str) -> str:
    return apply(ours, merge(base, ours, theirs))


@given(old=files, new=files)
def test_the_difference_by_lines_turns_the_old_text_into_the_new(old: str, new: str) -> None:
    assert apply(old, line_difference(old, new)) == new


@given(base=files, one=files)
def test_a_side_that_changed_nothing_gives_way(base: str, one: str) -> None:
    assert merged(base, base, one) == one
    assert merged(base, one, base) == one


@given(base=files, both=files)
def test_what_both_did_alike_is_done_once(base: str, both: str) -> None:
    assert merged(base, both, both) == both


@st.composite
def three(draw: st.DrawFn) -> tuple[str, str, str, set[str], set[str]]:
    """A base of distinct lines, two texts grown from it, the lines inserted, the base lines that both kept."""
    base = [f"line {number}" for number in range(draw(st.integers(0, 8)))]
    added: set[str] = set()
    kept = set(base)
    texts = []
    for side in ("ours", "theirs"):
        lines: list[str] = []
        for number in range(len(base) + 1):
            for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
                lines.append(f"{side} {len(lines)} at {number}")
                added.add(lines[-1])
            if number < len(base) and draw(st.integers(0, 3)):
                lines.append(base[number])
            elif number < len(base):
                kept.discard(base[number])
        texts.append("\n".join(lines) + draw(st.sampled_from(["", "\n"])))
    return "\n".join(base) + draw(st.sampled_from(["", "\n"])), texts[0], texts[1], added, kept


@given(three())
def test_no_line_that_anybody_added_is_lost_and_none_comes_back(
    given_: tuple[str, str, str, set[str], set[str]],
) -> None:
    base, ours, theirs, added, kept = given_
    lines = [line for line in merged(base, ours, theirs).split("\n") if line]
    assert set(lines) == added | kept
    assert len(lines) == len(set(lines))


def test_changes_of_different_lines_meet() -> None:
    assert merged("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n") == "A\nb\nC\n"


def test_where_both_wrote_the_same_line_both_stay_ours_first() -> None:
    assert merged("x = 1\n", "x = 2\n", "x = 3\n") == "x = 2\nx = 3\n"


def test_lines_that_both_added_are_not_doubled_where_the_rest_differs() -> None:
    assert merged("a\n", "a\nimport re\none\nend\n", "a\nimport re\ntwo\nend\n") == "a\nimport re\none\ntwo\nend\n"


def test_a_missing_last_newline_glues_nothing_together() -> None:
    assert merged("a", "a\nours", "a\ntheirs") == "a\nours\ntheirs"


def test_a_formatter_at_both_ends_leaves_the_middle_alone() -> None:
    base = "".join(f"x{number}=1\n" for number in range(50))
    theirs = base.replace("x0=1", "x0 = 1").replace("x49=1", "x49 = 1")
    ours = base.replace("x25=1", "x25=2")
    changes = merge(base, ours, theirs)
    assert sum(isinstance(step, list) for step in changes) == 2
    assert "x25=2" in apply(ours, changes)


@pytest.mark.parametrize("line", ["same\n", "x = {}\n", "{}\n"])
def test_a_document_at_the_limit_is_merged_in_time(line: str) -> None:
    base = "".join(line.format(number % 5000) for number in range(60_000))[: 512 * 1024 - 20]
    start = time.monotonic()
    text = merged(base, "ours\n" + base.replace("7", "8"), base.replace("3", "4") + "theirs\n")
    assert text.startswith("ours\n")
    assert text.endswith("theirs\n")
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("", "a\nb\n", (2, 0)),
        ("a\nb\nc\n", "a\nx\nc\n", (1, 1)),
        ("a\nb", "", (0, 2)),
        ("a\nb\n", "a\nb\nc", (1, 0)),
        ("a\n", "a\n", (0, 0)),
    ],
)
def test_lines_are_counted_as_people_count_them(old: str, new: str, counts: tuple[int, int]) -> None:
    assert lines_changed(old, new) == counts
