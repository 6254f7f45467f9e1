"""Text changes in CodeMirror's JSON form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.changes import BadChange, apply, difference, length

texts = st.text(alphabet=st.sampled_from("ab\n é€😀\ud83d"), max_size=30)


@given(old=texts, new=texts)
def test_the_difference_turns_the_old_text_into_the_new(old: str, new: str) -> None:
    steps = difference(old, new)
    assert apply(old, steps).encode("utf-16-le", "surrogatepass") == new.encode("utf-16-le", "surrogatepass")


@given(text=texts)
def test_no_difference_changes_nothing(text: str) -> None:
    assert all(isinstance(step, int) for step in difference(text, text))


def test_offsets_count_utf_16_code_units() -> None:
    assert difference("😀a", "😀b") == [2, [1, "b"]]
    assert length("😀") == 2


def test_an_insertion_of_lines_is_written_as_lines() -> None:
    assert difference("ac", "ab\nbc") == [1, [0, "b", "b"], 1]


@pytest.mark.parametrize("steps", [[3], [[4]], [1], [-1, 3]])
def test_a_change_that_does_not_cover_the_document_is_refused(steps: list[int | list[int | str]]) -> None:
    with pytest.raises(BadChange):
        apply("ab", steps)


def test_a_large_document_is_compared_without_walking_it_by_hand() -> None:
    text = "x = 1\n" * 80_000
    assert difference(text, text[:-2] + "2\n") == [len(text) - 2, [1, "2"], 1]
