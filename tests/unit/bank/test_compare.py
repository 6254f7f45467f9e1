import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from bank.compare import BadResult, canonical, difference, digest, parse_result, render
from bank.spec import Compare

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
)


@given(values, st.sampled_from(["exact", "float", "unordered"]))
def test_every_value_equals_itself(value: JsonValue, compare: Compare) -> None:
    assert difference(value, value, compare=compare) is None


@given(values, values)
def test_exact_and_canonical_agree(one: JsonValue, other: JsonValue) -> None:
    assert (difference(one, other, compare="exact") is None) == (canonical(one) == canonical(other))


@given(st.lists(values, max_size=6), st.randoms())
def test_unordered_forgives_any_order_and_so_does_its_digest(items: list[JsonValue], chance: object) -> None:
    other = list(items)
    chance.shuffle(other)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert difference(items, other, compare="unordered") is None
    assert digest(items, compare="unordered") == digest(other, compare="unordered")


DIFFERENT: list[tuple[JsonValue, JsonValue, Compare]] = [
    (True, 1, "exact"),
    (0, False, "exact"),
    (0, False, "float"),
    (None, False, "exact"),
    (None, 0, "exact"),
    ("1", 1, "exact"),
    ([], {}, "exact"),
    ("", None, "exact"),
    (0.3, 0.30000000000000004, "exact"),
    (2**53 + 1, float(2**53), "exact"),
    (10_000_000, 10_000_001, "float"),
    (1.0, 1.1, "float"),
    (1.0, math.nan, "float"),
    (1.0, math.inf, "float"),
    (1.0, 10**400, "float"),
    ([1, 2], [2, 1], "exact"),
    ([1, 1, 2], [1, 2, 2], "unordered"),
    ([[1, 2]], [[2, 1]], "unordered"),
    ({"a": [1, 2]}, {"a": [2, 1]}, "unordered"),
    ([True], [1], "unordered"),
    ({"a": 1}, {"a": 1, "b": 2}, "exact"),
    ("é", "e\u0301", "exact"),
]


@pytest.mark.parametrize(("expected", "actual", "compare"), DIFFERENT)
def test_what_differs_is_told_apart(expected: JsonValue, actual: JsonValue, compare: Compare) -> None:
    assert difference(expected, actual, compare=compare)


@given(values, st.sampled_from(["exact", "float", "unordered"]))
def test_a_result_that_was_written_and_read_is_the_same(value: JsonValue, compare: Compare) -> None:
    again = parse_result(json.dumps(value))
    assert difference(value, again, compare=compare) is None
    assert render(again) == render(value)


@given(values, st.integers(2, 40))
def test_a_value_is_shown_as_json_up_to_the_limit(value: JsonValue, limit: int) -> None:
    whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    assert render(value, limit=limit) == (whole if len(whole) <= limit else whole[: limit - 1] + "…")


SAME: list[tuple[JsonValue, JsonValue, Compare]] = [
    (2, 2.0, "exact"),
    (-0.0, 0, "exact"),
    ([2.0], [2], "unordered"),
    (0.3, 0.30000000000000004, "float"),
    (2.0, 2, "float"),
    (1e12, 1e12 + 1, "float"),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "exact"),
]


@pytest.mark.parametrize(("expected", "actual", "compare"), SAME)
def test_what_is_the_same_is_accepted(expected: JsonValue, actual: JsonValue, compare: Compare) -> None:
    assert difference(expected, actual, compare=compare) is None


def test_the_first_difference_is_told_with_its_place() -> None:
    told = difference({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 1}, {"n": 3}]}, compare="exact")
    assert told == "at a[1].n: expected 2, got 3"
    assert difference([1, 2], [1], compare="exact") == "expected 2 items, got 1"
    assert difference({"k": 1}, {}, compare="exact") == 'the key "k" is missing'
    assert difference([3, 1], [3, 5], compare="unordered") == "in any order: 1 missing, 5 too many"


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, "{", "", "[1,]"])
def test_a_result_that_is_no_json_within_bounds_is_refused(text: str) -> None:
    with pytest.raises(BadResult):
        parse_result(text)


@given(values)
def test_a_rendered_value_is_utf8_and_reads_back(value: JsonValue) -> None:
    text = render(value, limit=1_000_000)
    text.encode()
    assert canonical(json.loads(text)) == canonical(value)


def test_a_lone_surrogate_is_shown_and_can_be_sent() -> None:
    assert render(parse_result('"\\ud800"')).encode() == b'"\\ud800"'


def test_a_long_value_is_cut() -> None:
    assert len(render("x" * 10_000)) == 4096
