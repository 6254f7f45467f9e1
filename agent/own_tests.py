"""The candidate's own tests: found in the workspace, run there, and told for show.

They share a process with what they test and can claim anything, so nothing of them feeds a score.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing

from agent.record import Attempt
from bank.models import Question, cut
from bank.test_files import TEST_FILE, is_test
from protocol.facts import CaseReport
from protocol.values import CaseOutcome
from sandbox.base import Sandbox
from sandbox.runners.base import TestEvent, TestOutcome, TestRunner

WALL_S = 60.0
MOST = 500
"""Results of one run; whoever makes more tests than that is told so."""

_OUTCOMES = {
    TestOutcome.PASSED: CaseOutcome.PASSED,
    TestOutcome.FAILED: CaseOutcome.WRONG_ANSWER,
    TestOutcome.ERROR: CaseOutcome.RUNTIME_ERROR,
    TestOutcome.SKIPPED: CaseOutcome.SKIPPED,
    TestOutcome.NOT_LOADED: CaseOutcome.COMPILE_ERROR,
    TestOutcome.TIME_LIMIT: CaseOutcome.TIME_LIMIT,
    TestOutcome.CRASHED: CaseOutcome.RUNTIME_ERROR,
}


async def own_tests(
    attempt: Attempt, question: Question, *, sandbox: Sandbox, runner: TestRunner
) -> AsyncGenerator[CaseReport, None]:
    """Run the files of tests that the attempt asks for; a report as soon as a test has ended.

    Raises:
        SandboxError: when our own machinery broke.
    """
    given = {file.path for file in question.starter_files(attempt.language) if file.readonly and file.role == "test"}
    found = [entry.path for entry in await sandbox.list_files() if entry.kind == "file"]
    found = [path for path in found if path not in given and is_test(path, attempt.language) and not _aside(path)]
    paths, strays = chosen(found, attempt.paths)
    for stray in strays:
        yield _stray(attempt, stray)
    if not paths:
        return
    # Where a runner takes whole folders (Go), the question's tests run along; they are told as cases.
    cases = {check.name for check in question.checks(attempt.language, hidden=False)} if given else set()
    count = 0
    async with aclosing(runner.run_tests(sandbox, paths=paths, wall_s=WALL_S)) as events:
        async for event in events:
            if event.name in cases:
                continue
            count += 1
            if count > MOST:
                yield _report(TestEvent("", TestOutcome.CRASHED, error=f"only the first {MOST} results are shown"))
                return
            yield _report(event)


def chosen(found: Sequence[str], wanted: Collection[str]) -> tuple[list[str], list[str]]:
    """The files of `found` that are wanted, each itself or by its folder (all, when nothing is); stray wishes."""
    if not wanted:
        return list(found), []
    fitting = {wish: [path for path in found if path == wish or path.startswith(f"{wish}/")] for wish in wanted}
    paths = list(dict.fromkeys(path for some in fitting.values() for path in some))
    return paths, [wish for wish, some in fitting.items() if not some]


def nothing_to_run(attempt: Attempt) -> str:
    """What to do where there is no test."""
    name = TEST_FILE[attempt.language]
    return f"There is no test of your own in {attempt.language.value} yet: write one in a file named like {name}."


def _aside(path: str) -> bool:
    return any(step.startswith(".") or step == "node_modules" for step in path.split("/"))


def _stray(attempt: Attempt, path: str) -> CaseReport:
    name = TEST_FILE[attempt.language]
    error = f"there is no file of {attempt.language.value} tests at {path}: one is named like {name}"
    return _report(TestEvent(path, TestOutcome.NOT_LOADED, error=error))


def _report(event: TestEvent) -> CaseReport:
    outcome = _OUTCOMES[event.outcome]
    passed = outcome is CaseOutcome.PASSED
    quiet = passed or outcome is CaseOutcome.SKIPPED
    return CaseReport(
        name=cut(event.name or "the run"),
        outcome=outcome,
        passed=passed,
        category="own",
        duration_ms=event.ms,
        expected=None if event.expected is None else cut(event.expected),
        actual=None if event.actual is None else cut(event.actual),
        output=cut(event.output),
        error=None if quiet else cut(event.error or "no reason was given"),
        line=event.line,
        own=True,
        file=None if event.file is None else cut(event.file),
    )
