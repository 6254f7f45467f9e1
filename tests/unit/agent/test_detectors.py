"""When unasked help fits, as functions over a history of runs."""

from hypothesis import given, strategies

from agent.detectors import Finding, Tried, broken_tests, finding, inefficient, repeated_failure, slower_run
from protocol.values import StruggleKind

CASES = ("a", "b", "c")


def tried(passed: str, *, at_ms: int = 0, code: str = "", spent_ms: int = 10, late: bool = False) -> Tried:
    ok = frozenset(passed)
    return Tried(1, at_ms, code or passed, ok, tuple(case for case in CASES if case not in ok), spent_ms, late=late)


def test_a_case_that_fails_three_times_within_the_time_is_repeated_failure() -> None:
    runs = [tried("ab", at_ms=0), tried("a", at_ms=50_000), tried("ab", at_ms=100_000)]
    assert repeated_failure(runs, runs=3, within_ms=120_000) == Finding(StruggleKind.REPEATED_FAILURE, "c", 3)
    assert repeated_failure(runs, runs=3, within_ms=99_999) is None
    assert repeated_failure(runs[:2], runs=3, within_ms=120_000) is None


def test_a_case_that_passed_in_between_is_no_repeated_failure() -> None:
    runs = [tried("ab"), tried("abc"), tried("ab"), tried("ab")]
    assert repeated_failure(runs, runs=3, within_ms=1) is None


def test_an_edit_that_breaks_a_case_and_mends_none_is_noticed() -> None:
    assert broken_tests([tried("ab"), tried("a")]) == Finding(StruggleKind.BROKEN_TESTS, "b", 1)
    assert broken_tests([tried("ab"), tried("ac")]) is None
    assert broken_tests([tried("ab", code="x"), tried("a", code="x")]) is None, "the same code is no edit"
    assert broken_tests([tried("a")]) is None


def test_right_code_that_was_too_slow_is_inefficient() -> None:
    assert inefficient([tried("abc", late=True)]) == Finding(StruggleKind.INEFFICIENT, "", 1)
    assert inefficient([tried("abc")]) is None


def test_the_same_results_in_a_multiple_of_the_time_are_a_slower_run() -> None:
    runs = [tried("abc", code="x", spent_ms=100), tried("abc", code="y", spent_ms=420)]
    assert slower_run(runs) == Finding(StruggleKind.SLOWER_RUN, "", 4)
    assert slower_run([runs[0], tried("abc", code="y", spent_ms=290)]) is None, "not three times"
    assert slower_run([tried("abc", code="x", spent_ms=1), tried("abc", code="y", spent_ms=150)]) is None, "too short"
    assert slower_run([tried("ab", code="x", spent_ms=1), tried("abc", code="y", spent_ms=900)]) is None


HISTORIES = strategies.lists(
    strategies.builds(
        tried,
        strategies.sampled_from(["", "a", "b", "ab", "abc"]),
        at_ms=strategies.integers(0, 300_000),
        code=strategies.sampled_from(["", "x", "y"]),
        spent_ms=strategies.integers(0, 2000),
        late=strategies.booleans(),
    ),
    max_size=8,
)


@given(HISTORIES)
def test_whatever_the_history_a_finding_names_a_case_that_fails_now_or_none(history: list[Tried]) -> None:
    found = finding(history, runs=3, within_ms=120_000)
    if found is not None and found.case:
        assert found.case in history[-1].failed
    if found is not None:
        assert found.count >= 1
