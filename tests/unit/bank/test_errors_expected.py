import pytest

from bank.errors_expected import is_expected
from protocol.values import Language
from sandbox.runners.base import CallOutcome, CallResult

JS, GO, PYTHON = Language.JAVASCRIPT, Language.GO, Language.PYTHON

EXPECTED = [
    ("ValueError", PYTHON, "ValueError", ("Exception",)),
    ("LookupError", PYTHON, "KeyError", ("LookupError", "Exception")),
    ("ValueError", JS, "Error", ()),
    ("ValueError", JS, "RangeError", ("Error",)),
    ("ValueError", JS, "NegativeAmount", ("Error",)),
    ("TypeError", JS, "TypeError", ("Error",)),
    ("OutOfStock", JS, "OutOfStockError", ("Error",)),
    ("OutOfStock", JS, "Gone", ("OutOfStock", "Error")),
    ("ValueError", GO, "errorString", ()),
    ("OutOfStock", GO, "errorString", ("ErrOutOfStock",)),
    ("OutOfStock", GO, "OutOfStockError", ()),
]
UNEXPECTED = [
    ("ValueError", PYTHON, "KeyError", ("LookupError", "Exception")),
    ("OutOfStock", PYTHON, "OutOfStockError", ("Exception",)),
    ("ValueError", JS, "TypeError", ("Error",)),
    ("ValueError", JS, "ReferenceError", ("Error",)),
    ("ValueError", JS, "string", ()),
    ("ValueError", JS, "UnusableResult", ()),
    ("ValueError", JS, "NeverSettled", ()),
    ("OutOfStock", JS, "Error", ()),
    ("ValueError", GO, "panic", ()),
    ("ValueError", GO, "boundsError", ("panic", "Error")),
    ("ValueError", GO, "BadArguments", ()),
    ("OutOfStock", GO, "errorString", ("ErrGone",)),
]


@pytest.mark.parametrize(("wanted", "language", "kind", "bases"), EXPECTED)
def test_an_error_as_people_write_it_in_that_language_is_the_expected_one(
    wanted: str, language: Language, kind: str, bases: tuple[str, ...]
) -> None:
    result = CallResult("x", CallOutcome.RAISED, error_type=kind, error_bases=bases, error=f"{kind}: no")
    assert is_expected(wanted, result, language=language)


@pytest.mark.parametrize(("wanted", "language", "kind", "bases"), UNEXPECTED)
def test_an_accident_or_another_error_is_not(
    wanted: str, language: Language, kind: str, bases: tuple[str, ...]
) -> None:
    result = CallResult("x", CallOutcome.RAISED, error_type=kind, error_bases=bases, error=f"{kind}: no")
    assert not is_expected(wanted, result, language=language)


def test_a_stack_that_overflows_is_no_expected_error() -> None:
    said = "solution.js, line 2, in f\nRangeError: Maximum call stack size exceeded"
    result = CallResult("x", CallOutcome.RAISED, error_type="RangeError", error_bases=("Error",), error=said)
    assert not is_expected("ValueError", result, language=JS)


def test_a_program_that_ended_raised_nothing() -> None:
    assert not is_expected("ValueError", CallResult("x", CallOutcome.CRASHED), language=GO)
