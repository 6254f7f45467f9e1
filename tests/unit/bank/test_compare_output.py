import pytest

from bank.compare_output import output_difference
from bank.spec import StdioCompare

PLAIN = StdioCompare()
CASED = StdioCompare(case_sensitive=True)
SPACED = StdioCompare(space_change_sensitive=True)
BOTH = StdioCompare(float_tolerance=1e-6)
ABSOLUTE = StdioCompare(float_absolute_tolerance=0.1)
RELATIVE = StdioCompare(float_relative_tolerance=0.1)

RIGHT = [
    ("1 2\n3\n", " 1\t2 3 ", PLAIN),
    ("Yes", "YES", PLAIN),
    ("", " \n\n", PLAIN),
    ("Yes\n", "Yes", CASED),
    ("a  b\n", "a  b\n", SPACED),
    ("0.5", "0.5000004", BOTH),
    ("1000000", "1000000.9", BOTH),
    ("1e3", "1000.05", ABSOLUTE),
    ("0.0", "0.05", ABSOLUTE),
    ("100", "109", RELATIVE),
    ("-3", "-3.0", BOTH),
]
WRONG = [
    ("1 2", "1 3", PLAIN, "line 1 of the output: expected “2”, got “3”"),
    ("1\n2", "1", PLAIN, "ends too early: “2” is missing (line 2 of the answer)"),
    ("1", "1\n2", PLAIN, "line 2 of the output: “2” is too many"),
    ("1.0", "1", PLAIN, "expected “1.0”"),
    ("Yes", "yes", CASED, "expected “Yes”"),
    ("a b", "a  b", SPACED, "expected “b”, got a space"),
    ("a\n", "a", SPACED, "the end of the line is missing"),
    ("0.5", "0.6", BOTH, "expected “0.5”"),
    ("0.0", "0.2", ABSOLUTE, "expected “0.0”"),
    ("0", "0.001", RELATIVE, "expected “0”"),
    ("1", "nan", BOTH, "got “nan”"),
    ("1", "1e999", BOTH, "got “1e999”"),
    ("x1", "x2", BOTH, "expected “x1”"),
]


@pytest.mark.parametrize(("expected", "actual", "compare"), RIGHT)
def test_what_the_flags_forgive_is_right(expected: str, actual: str, compare: StdioCompare) -> None:
    assert output_difference(expected, actual, compare=compare) is None


@pytest.mark.parametrize(("expected", "actual", "compare", "words"), WRONG)
def test_what_they_do_not_forgive_is_named_with_its_line(
    expected: str, actual: str, compare: StdioCompare, words: str
) -> None:
    assert words in (output_difference(expected, actual, compare=compare) or "")
