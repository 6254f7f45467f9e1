"""Text changes in CodeMirror's JSON form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.changes import (
    BadChange,
    Changes,
    apply,
    difference,
    inserted_text,
    is_empty,
    length,
    splits_a_character,
)
from protocol.rebasing import compose, invert, normal, rebase

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


def texts_and_changes(most: int = 12) -> st.SearchStrategy[tuple[str, list[Changes]]]:
    """A text and three changes of it, each with several places."""

    def changed(text: str) -> st.SearchStrategy[Changes]:
        edges = sorted({length(text[:n]) for n in range(len(text) + 1)})
        place = st.tuples(st.sampled_from(edges), st.sampled_from(edges), words)
        return st.lists(place, max_size=3).map(lambda places: joined(text, places))

    return st.text("ab\né😀", max_size=most).flatmap(
        lambda text: st.tuples(st.just(text), st.lists(changed(text), min_size=3, max_size=3))
    )


words = st.text("xyz\n😀", max_size=4)


def joined(text: str, places: list[tuple[int, int, str]]) -> Changes:
    steps: Changes = []
    at = 0
    for one, other, word in sorted(places, key=lambda place: min(place[:2])):
        start, end = min(one, other), max(one, other)
        if start >= at:
            steps += [start - at, [end - start, *word.split("\n")]]
            at = end
    return normal([*steps, length(text) - at])


@given(texts_and_changes())
def test_two_changes_in_either_order_end_in_the_same_text(given_: tuple[str, list[Changes]]) -> None:
    text, (a, b, _) = given_
    one = apply(apply(text, a), rebase(b, a))
    other = apply(apply(text, b), rebase(a, b, first=True))
    assert one == other == apply(text, compose(a, rebase(b, a)))


@given(texts_and_changes())
def test_a_change_over_another_loses_nothing_that_was_inserted(given_: tuple[str, list[Changes]]) -> None:
    _, (a, b, _) = given_
    assert sorted(inserted_text(rebase(b, a))) == sorted(inserted_text(b))


@given(texts_and_changes())
def test_a_change_and_its_inverse_lead_back(given_: tuple[str, list[Changes]]) -> None:
    text, (a, _, _) = given_
    assert apply(apply(text, a), invert(a, text)) == text
    assert is_empty(a) == (a == normal([length(text)]))


@given(texts_and_changes())
def test_composing_is_associative_in_its_effect(given_: tuple[str, list[Changes]]) -> None:
    text, (a, b, c) = given_
    b = rebase(b, a)
    c = rebase(c, compose(a, b))
    assert apply(text, compose(compose(a, b), c)) == apply(text, compose(a, compose(b, c)))


@pytest.mark.parametrize(("over", "changes"), [([3], [[0, "x"], 2]), ([2], [3]), ([[1]], [2])])
def test_changes_of_different_documents_do_not_meet(over: Changes, changes: Changes) -> None:
    with pytest.raises(BadChange):
        rebase(changes, over)


@pytest.mark.parametrize("step", [[], ["1"], [1, 2], [True, "x"], [1.5]])
def test_a_step_that_is_none_is_refused(step: Any) -> None:
    with pytest.raises(BadChange):
        apply("a", [step])


def test_an_edge_inside_a_surrogate_pair_is_seen() -> None:
    assert splits_a_character("a😀b", [2, [0, "x"], 2])
    assert splits_a_character("😀😀", [1, [2], 1])
    assert not splits_a_character("a😀b", [1, [2], 1])
    assert not splits_a_character("\ude00a", [1, [1]])
