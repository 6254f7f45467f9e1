"""Our changes against CodeMirror's own, as `make_codemirror.mjs` wrote them down."""

import json
from pathlib import Path
from typing import Any

import pytest

from protocol.changes import Changes, apply
from protocol.rebasing import compose, invert, normal, rebase

CASES: list[list[Any]] = json.loads((Path(__file__).parent / "codemirror.json").read_text())


def test_there_are_a_thousand_cases_and_they_are_not_all_plain() -> None:
    assert len(CASES) == 1000
    assert sum(not case[0].isascii() for case in CASES) > 300


@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_changes_do_what_codemirror_does(first: int) -> None:
    for document, a, b, c, after, mapped, mapped_first, composed, inverted in CASES[first : first + 250]:
        case = (document, a, b, c)
        assert apply(document, a) == after, case
        assert rebase(a, b) == mapped, case
        assert rebase(a, b, first=True) == mapped_first, case
        assert compose(a, c) == composed, case
        assert invert(a, document) == inverted, case


@pytest.mark.parametrize("position", [1, 2, 3, 5, 6, 7, 8])
def test_what_codemirror_writes_is_the_normal_form(position: int) -> None:
    for case in CASES:
        changes: Changes = case[position]
        assert normal(changes) == changes, case
