"""Judges by files of tests: the question's own on the candidate's code, or the candidate's on changed code.

Test code shares its process with what it tests. The names of the tests that have to pass are known beforehand, so
a run that is cut short or loses a test is no success; but code that tries hard can forge a result.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from bank.court import Court
from bank.models import GIVEN_CODE, Check, Question, cut
from bank.test_files import is_test
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.runners.base import TestEvent, TestOutcome

DOES_NOT_LOAD = "the tests do not load on it"

# Files by which a test runner could be told to do something else; those that the question itself has count.
_STEERING = re.compile(
    r"(^|/)(conftest\.py|\.?pytest\.(ini|toml)|tox\.ini|setup\.cfg|pyproject\.toml|(site|user)customize\.py"
    r"|package\.json|jest\.config\.[cm]?[jt]s(on)?|\.swcrc|\.babelrc|babel\.config\.[cm]?js|go\.(mod|sum|work)"
    r"|__mocks__/.*)$"
)

_OUTCOMES = {
    TestOutcome.PASSED: CaseOutcome.PASSED,
    TestOutcome.FAILED: CaseOutcome.WRONG_ANSWER,
    TestOutcome.SKIPPED: CaseOutcome.WRONG_ANSWER,
    TestOutcome.ERROR: CaseOutcome.RUNTIME_ERROR,
    TestOutcome.CRASHED: CaseOutcome.RUNTIME_ERROR,
    TestOutcome.NOT_LOADED: CaseOutcome.COMPILE_ERROR,
    TestOutcome.TIME_LIMIT: CaseOutcome.TIME_LIMIT,
}
_CUT_SHORT = (TestOutcome.NOT_LOADED, TestOutcome.TIME_LIMIT, TestOutcome.CRASHED)


async def judge_tests(
    question: Question, language: Language, files: dict[str, str], *, court: Court, hidden: bool
) -> AsyncGenerator[CaseReport, None]:
    """Run the question's tests (without `hidden` the files that candidates may see) on `files`; a report for each."""
    pack = question.packs[language]
    tests = {path: text for path, text in pack.tests.items() if hidden or path in question.spec.visible_tests}
    laid = _own(files, pack.starter, language) | tests
    found = await run_tests(question, language, laid, list(tests), court=court) if tests else []
    for check in question.checks(language, hidden=hidden):
        if check.category != "structure":
            yield _report(check, found)


async def judge_mutants(
    question: Question, language: Language, files: dict[str, str], *, court: Court, hidden: bool
) -> AsyncGenerator[CaseReport, None]:
    """Run the candidate's tests on the given code, then on each changed version in a sandbox of its own."""
    pack = question.packs[language]
    given = {path: text for path, text in pack.starter.items() if not is_test(path, language)}
    own = {path: text for path, text in files.items() if path not in given}
    tests = [path for path in own if is_test(path, language)]
    mutants = {mutant.name: mutant for mutant in pack.mutants}
    refused = False
    for check in question.checks(language, hidden=hidden):
        if refused:
            yield _told(check, CaseOutcome.SKIPPED)
            continue
        changed = mutants[check.name].files if check.name in mutants else {}
        is_right = check.name == GIVEN_CODE or mutants[check.name].is_right
        found = await run_tests(question, language, own | given | changed, tests, court=court, again=is_right)
        if check.name == GIVEN_CODE:
            report = _accepted(check, found, "your tests fail on the given code, which is right")
            refused = not report.passed
        elif is_right:
            report = _accepted(check, found, "your tests refuse code that does the same in another way")
        else:
            report = _caught(check, found)
        yield report


async def run_tests(
    question: Question,
    language: Language,
    files: Mapping[str, str],
    tests: Sequence[str],
    *,
    court: Court,
    again: bool = True,
) -> list[TestEvent]:
    """What the runner says of `tests` (those whose names it knows) in a sandbox with `files`.

    A patient court believes a run over time only when it happens twice, unless the tests are to fail (`again`).
    """
    paths = sorted(path for path in tests if is_test(path, language))
    if not paths:
        return [TestEvent("", TestOutcome.NOT_LOADED, error=f"there is no file of tests for {language}")]
    runner, wall_s = court.test_runner(language), question.spec.limits.tests_wall_ms / 1000
    found: list[TestEvent] = []
    for _ in range(2 if again and court.patient else 1):
        async with court.opened() as sandbox:
            for path, content in files.items():
                await sandbox.write_file(path, content.encode("utf-8", "replace"))
            async with aclosing(runner.run_tests(sandbox, paths=paths, wall_s=wall_s)) as events:
                found = [event async for event in events]
        if all(event.outcome is not TestOutcome.TIME_LIMIT for event in found):
            break
    return found


def passed_tests(events: Sequence[TestEvent]) -> list[str]:
    """The names of the tests that passed, each once; none that failed under the same name."""
    bad = {event.name for event in events if event.outcome is not TestOutcome.PASSED}
    return list(dict.fromkeys(event.name for event in events if event.name not in bad))


def _own(files: Mapping[str, str], starter: Mapping[str, str], language: Language) -> dict[str, str]:
    """The candidate's files, without tests and settings of runners that are not the question's."""
    return {
        path: text
        for path, text in files.items()
        if path in starter or not (is_test(path, language) or _STEERING.search(path))
    }


def _report(check: Check, events: Sequence[TestEvent]) -> CaseReport:
    named = [event for event in events if event.name == check.name]
    worst = next((event for event in named if event.outcome is not TestOutcome.PASSED), None)
    if worst is None and named:
        return _told(check, CaseOutcome.PASSED, event=named[0])
    why = worst or next((event for event in events if event.outcome in _CUT_SHORT), None)
    if why is None:
        return _told(check, CaseOutcome.RUNTIME_ERROR, error="the test did not run")
    error = "the test was skipped" if why.outcome is TestOutcome.SKIPPED else why.error
    return _told(check, _OUTCOMES[why.outcome], event=why, error=error)


def _accepted(check: Check, events: Sequence[TestEvent], complaint: str) -> CaseReport:
    """The report where every test should pass, and there should be one."""
    bad = _first_bad(events)
    if bad is not None:
        words = f"{complaint}: {bad.name or 'the run'}: {bad.error or bad.outcome}"
        return _told(check, _OUTCOMES[bad.outcome], event=bad, error=words)
    if not passed_tests(events):
        return _told(check, CaseOutcome.WRONG_ANSWER, error="there is no test that passes on the given code")
    return _told(check, CaseOutcome.PASSED, event=max(events, key=lambda event: event.ms))


def _caught(check: Check, events: Sequence[TestEvent]) -> CaseReport:
    """The report where some test should fail; `actual` then says which."""
    bad = _first_bad(events)
    if bad is None:
        passed = len(passed_tests(events))
        error = f"all {passed} tests pass on this changed version, so none of them would notice the mistake in it"
        return _told(check, CaseOutcome.WRONG_ANSWER, error=error)
    told = DOES_NOT_LOAD if bad.outcome is TestOutcome.NOT_LOADED else f"{bad.name or 'the run'} fails"
    return _told(check, CaseOutcome.PASSED).model_copy(update={"actual": cut(told)})


def _first_bad(events: Sequence[TestEvent]) -> TestEvent | None:
    fine = (TestOutcome.PASSED, TestOutcome.SKIPPED)
    return next((event for event in events if event.outcome not in fine), None)


def _told(
    check: Check, outcome: CaseOutcome, *, event: TestEvent | None = None, error: str | None = None
) -> CaseReport:
    passed = outcome is CaseOutcome.PASSED
    skipped = outcome is CaseOutcome.SKIPPED
    return CaseReport(
        name=check.name,
        outcome=outcome,
        passed=passed,
        hidden=check.hidden,
        category=check.category,
        duration_ms=event.ms if event else 0,
        expected=event.expected if event else None,
        actual=event.actual if event else None,
        output=event.output if event else "",
        error=None if passed or skipped else cut(error or "no reason was given"),
        line=event.line if event and not passed else None,
    )
