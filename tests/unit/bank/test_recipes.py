import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from bank.recipes import MAX_ITEMS, BadRecipe, SplitMix64, check, expand

MADE: list[tuple[JsonValue, JsonValue]] = [
    ({"$range": [0, 3]}, [0, 1, 2]),
    ({"$range": [5, 0, -2]}, [5, 3, 1]),
    ({"$repeat": [{"a": [1]}, 2]}, [{"a": [1]}, {"a": [1]}]),
    ({"$text": ["ab", 3]}, "ababab"),
    ({"$concat": [[1], {"$range": [2, 4]}]}, [1, 2, 3]),
    ({"$sorted": [3, 1, 2]}, [1, 2, 3]),
    ({"$object": [["a", 1], ["b", {"$text": ["x", 2]}]]}, {"a": 1, "b": "xx"}),
    ({"$each": {"count": 3, "make": {"$index": [10, 5]}}}, [10, 15, 20]),
    ({"$each": {"count": 3, "make": {"$index": [0, 1, 2]}}}, [0, 1, 0]),
    ({"$each": {"count": 2, "make": {"$label": ["u-{}!", {"$index": [7, 1]}]}}}, ["u-7!", "u-8!"]),
    ({"plain": [1, {"deep": {"$range": [0, 1]}}]}, {"plain": [1, {"deep": [0]}]}),
]


@pytest.mark.parametrize(("recipe", "value"), MADE)
def test_a_recipe_makes_its_value(recipe: JsonValue, value: JsonValue) -> None:
    assert check(recipe)
    assert expand(recipe) == value


BAD: list[tuple[JsonValue, str]] = [
    ({"$eval": "1+1"}, "no recipe"),
    ({"$range": [0]}, "written"),
    ({"$range": [0, 1, 0]}, "step of 0"),
    ({"$range": [0, True]}, "written"),
    ({"$repeat": [1, -1]}, "written"),
    ({"$repeat": [1, 2], "other": 1}, "stands alone"),
    ({"$int": [0, 9]}, "only in the make"),
    ({"$index": [0, 1]}, "only in the make"),
    ({"$each": {"count": 1}}, "written"),
    ({"$each": {"count": 1, "make": {"$int": [5, 1]}}}, "written"),
    ({"$each": {"count": 1, "make": {"$pick": []}}}, "written"),
    ({"$each": {"count": 1, "make": {"$label": ["no place", 1]}}}, "written"),
    ({"$range": [0, MAX_ITEMS * 2]}, "over"),
    ({"$repeat": [{"$repeat": [1, 10_000]}, 10_000]}, "over"),
    ([{"$repeat": [1, 700_000]}, {"$repeat": [1, 700_000]}], "over"),
    ({"$text": ["x" * 80, 900_000]}, "over"),
]


@pytest.mark.parametrize(("recipe", "reason"), BAD)
def test_a_recipe_that_means_nothing_or_grows_too_large_is_refused_before_it_is_made(
    recipe: JsonValue, reason: str
) -> None:
    with pytest.raises(BadRecipe, match=reason):
        check(recipe)


@pytest.mark.parametrize("recipe", [{"$sorted": [1, "a"]}, {"$concat": [1]}, {"$object": [[1, 2]]}])
def test_parts_that_do_not_fit_are_refused_when_they_are_made(recipe: JsonValue) -> None:
    with pytest.raises(BadRecipe):
        expand(recipe)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="abc", max_size=3), inner, max_size=4),
)


@given(plain)
def test_a_value_without_a_recipe_stays_as_it_is(value: JsonValue) -> None:
    assert check(value) is False
    assert expand(value) is value


@given(st.integers(0, 1000), st.integers(0, 40))
def test_the_same_seed_gives_the_same_rows_and_a_shuffle_loses_nothing(seed: int, count: int) -> None:
    rows: JsonValue = {"$each": {"count": count, "seed": seed, "make": [{"$int": [-5, 5]}, {"$pick": ["a", "b"]}]}}
    assert expand(rows) == expand(json.loads(json.dumps(rows)))
    shuffled = expand({"$shuffle": {"seed": seed, "list": {"$range": [0, count]}}})
    assert isinstance(shuffled, list)
    assert sorted(map(str, shuffled)) == sorted(map(str, range(count)))


def test_the_random_numbers_are_those_of_the_paper() -> None:
    chance = SplitMix64(1234567)
    assert [chance.below(2**64) for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]
