import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.judge import verdict
from protocol.facts import CaseReport
from protocol.values import CaseOutcome

outcomes = st.sampled_from(CaseOutcome)
categories = st.sampled_from(["basic", "edge", "scale", "error"])


def secret(field: str) -> st.SearchStrategy[str]:
    return st.text(max_size=20).map(lambda text: f"hidden-{field}-{text}")


def report(*, hidden: bool) -> st.SearchStrategy[CaseReport]:
    made = st.builds(
        CaseReport,
        name=secret("name") if hidden else st.text(max_size=10),
        outcome=outcomes,
        passed=st.just(False),
        hidden=st.just(hidden),
        category=categories,
        expected=secret("expected") if hidden else st.none() | st.text(max_size=10),
        actual=secret("actual") if hidden else st.none() | st.text(max_size=10),
        output=secret("output") if hidden else st.text(max_size=10),
        error=secret("error") if hidden else st.none() | st.text(max_size=400),
        line=st.none() | st.integers(1, 99),
    )
    return made.map(lambda one: one.model_copy(update={"passed": one.outcome is CaseOutcome.PASSED}))


runs = st.tuples(st.lists(report(hidden=False), max_size=5), st.lists(report(hidden=True), max_size=5)).map(
    lambda two: two[0] + two[1]
)


@given(runs)
def test_nothing_of_a_hidden_case_is_in_the_verdict(reports: list[CaseReport]) -> None:
    assert "hidden-" not in repr(verdict(reports))


@given(runs)
def test_the_counts_add_up(reports: list[CaseReport]) -> None:
    found = verdict(reports)
    assert found.passed + found.failed == found.total == len(reports)
    assert sum(total for _, total in found.categories.values()) == found.total
    assert sum(passed for passed, _ in found.categories.values()) == found.passed
    assert found.hidden_total == sum(one.hidden for one in reports)
    assert found.accepted == (found.failed == 0 and found.total > 0)
    assert (found.outcome is CaseOutcome.PASSED) == found.accepted


@given(runs)
def test_a_message_is_one_short_line_for_people(reports: list[CaseReport]) -> None:
    message = verdict(reports).message
    assert message.endswith(".")
    assert len(message) < 700


def one(name: str, outcome: CaseOutcome, *, hidden: bool = False, error: str | None = None) -> CaseReport:
    passed = outcome is CaseOutcome.PASSED
    return CaseReport(name=name, outcome=outcome, passed=passed, hidden=hidden, error=error, line=3)


MESSAGES = [
    ([], "No case ran."),
    ([one("a", CaseOutcome.PASSED), one("b", CaseOutcome.PASSED, hidden=True)], "All 2 cases pass."),
    (
        [one("a", CaseOutcome.COMPILE_ERROR, error="solution.py, line 3\nSyntaxError: '(' was never closed")],
        "The code does not load: SyntaxError: '(' was never closed.",
    ),
    (
        [one("a", CaseOutcome.WRONG_ANSWER, error="expected 3, got 4"), one("b", CaseOutcome.PASSED, hidden=True)],
        "1 of 1 visible cases fail; all hidden cases pass; first “a”, a wrong answer (line 3): expected 3, got 4.",
    ),
    (
        [one("a", CaseOutcome.PASSED), one("b", CaseOutcome.TIME_LIMIT, hidden=True, error="no result")],
        (
            "All visible cases pass; 1 of 1 hidden cases fail;"
            " the first hidden failure is in category basic: too much time."
        ),
    ),
]


@pytest.mark.parametrize(("reports", "message"), MESSAGES)
def test_a_message_says_what_went_wrong(reports: list[CaseReport], message: str) -> None:
    assert verdict(reports).message == message
