"""Runs the visible cases, and judges submissions in a throw-away sandbox.

What is already in the log is not said again: a run that an earlier agent began goes on with the
cases that are missing. When our own machinery fails nobody gets a verdict.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager

from agent.own_tests import WALL_S as OWN_WALL_S
from agent.own_tests import nothing_to_run, own_tests
from agent.ports import CallFailed, Link
from agent.record import Attempt
from agent.steps import KeepWarm
from agent.warm_runner import WarmRunners
from bank.court import Court
from bank.judge import judge, verdict
from bank.models import Question
from protocol.events import SubmissionJudged, TestResult, TestsFinished, TestsStarted
from protocol.facts import CaseReport
from protocol.values import Audience, CaseOutcome
from sandbox.base import Provider, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Runner, TestRunner
from sandbox.runners.registry import TEST_RUNNERS

log = logging.getLogger(__name__)

TRIES = 2
SLACK_S = 30.0
"""What starting a sandbox and the language may take, beyond the limits of the cases."""


class NoResult(Exception):
    """Our machinery gave no result; `reason` is fit for the candidate."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Judging:
    """The tests of one session, told as events while they run."""

    def __init__(
        self,
        link: Link,
        *,
        provider: Provider,
        runners: Mapping[str, Runner],
        test_runners: Mapping[str, TestRunner] = TEST_RUNNERS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link, self._provider, self._monotonic = link, provider, monotonic
        self._warm = WarmRunners(link, provider=provider, runners=runners, test_runners=test_runners)
        self.finished: set[str] = set()
        """Runs and submissions whose `tests_finished` was said, perhaps not yet committed."""

    async def run(self, attempt: Attempt, question: Question) -> None:
        """Run the visible cases, the candidate's own tests, or both, in the session's sandbox."""
        await self._tests(attempt, question, hidden=False, tries=1)

    async def keep_warm(self, step: KeepWarm, question: Question) -> bool:
        """Have a runner ready for the next run; whether there is nothing to do."""
        if step.what == "cases":
            return await self._warm.keep_cases(step.language, question)
        return await self._warm.keep_tests(step.language, wall_s=OWN_WALL_S)

    async def judge(self, attempt: Attempt, question: Question) -> None:
        """Judge a submission on all cases; a failure of ours is tried once more, then told as one."""
        if attempt.finished_seq is None:
            reports, duration_ms = await self._tests(attempt, question, hidden=True, tries=TRIES)
        else:
            reports, duration_ms = attempt.results, attempt.duration_ms
        if reports is None:
            return
        ordered = [reports[check.name] for check in question.checks(attempt.language)]
        result = verdict(ordered)
        await self._link.emit(
            SubmissionJudged(
                submission_id=attempt.id,
                question_id=question.id,
                accepted=result.accepted,
                outcome=result.outcome,
                message=result.message,
                passed=result.passed,
                failed=result.failed,
                total=result.total,
                hidden_passed=result.hidden_passed,
                hidden_total=result.hidden_total,
                categories=result.categories,
                cases=[report for report in ordered if not report.hidden],
                duration_ms=duration_ms,
            )
        )

    async def _tests(
        self, attempt: Attempt, question: Question, *, hidden: bool, tries: int
    ) -> tuple[dict[str, CaseReport] | None, int]:
        """Tell all cases; returns the reports by name (None without a result) and the time in milliseconds."""
        kind = "submission" if hidden else "run"
        total = len(question.checks(attempt.language, hidden=hidden)) if attempt.what != "tests" else 0
        began = self._monotonic()
        if not attempt.started:
            await self._link.emit(
                TestsStarted(run_id=attempt.id, kind=kind, question_id=question.id, total=total)  # type: ignore[arg-type]
            )
        reports, own = dict(attempt.results), dict(attempt.own)
        failure: str | None = None
        for left in reversed(range(tries)):
            try:
                if attempt.what != "tests":
                    await self._tell(attempt, question, reports, hidden=hidden)
                if not hidden and attempt.what != "cases":
                    await self._tell_own(attempt, question, own)
                failure = None
                break
            except NoResult as error:
                failure = error.reason
                log.warning("tests gave no result", extra={"kind": kind, "why": failure, "tries_left": left})
        passed, failed = told(reports, own)
        nothing = nothing_to_run(attempt) if not total and not own else None
        duration_ms = int((self._monotonic() - began) * 1000)
        self.finished.add(attempt.id)
        await self._link.emit(
            TestsFinished(
                run_id=attempt.id,
                kind=kind,  # type: ignore[arg-type]
                question_id=question.id,
                passed=0 if failure else passed,
                failed=0 if failure else failed,
                total=total + len(own),
                duration_ms=duration_ms,
                error=_apology(failure, hidden=hidden) if failure else nothing or _load_error(reports),
                end="broken" if failure else "done",
            )
        )
        return (None if failure else reports), duration_ms

    async def _tell(
        self, attempt: Attempt, question: Question, reports: dict[str, CaseReport], *, hidden: bool
    ) -> None:
        """Emit each case that is not in `reports` yet, and put it there.

        Raises:
            NoResult: when our machinery broke.
        """
        checks = question.checks(attempt.language, hidden=hidden)
        if all(check.name in reports for check in checks):
            return
        limits = question.spec.limits
        by_tests = question.spec.judge in ("tests", "mutants")
        limit_s = SLACK_S + len(checks) * (limits.tests_wall_ms if by_tests else limits.wall_ms) / 1000
        async with _no_longer_than(limit_s), aclosing(self._reports(attempt, question, hidden=hidden)) as source:
            async for report in source:
                if report.name not in reports:
                    reports[report.name] = report
                    await self._link.emit(_result(attempt, question, report, hidden=hidden))

    async def _tell_own(self, attempt: Attempt, question: Question, reports: dict[str, CaseReport]) -> None:
        """Emit each of the candidate's own tests that was not told yet, and put it into `reports`.

        Raises:
            NoResult: when our machinery broke.
        """
        runner, before = self._warm.test_runners.get(attempt.language), set(reports)
        if runner is None:
            raise NoResult(f"this server cannot run tests in {attempt.language.value}")
        async with (
            _no_longer_than(SLACK_S + OWN_WALL_S),
            self._opened(attempt, fresh=False) as sandbox,
            aclosing(own_tests(attempt, question, sandbox=sandbox, runner=runner)) as source,
        ):
            async for report in source:
                reports[report.name] = report
                if report.name not in before:
                    await self._link.emit(_result(attempt, question, report, hidden=False))

    async def _reports(self, attempt: Attempt, question: Question, *, hidden: bool) -> AsyncGenerator[CaseReport, None]:
        if attempt.files is None:
            raise NoResult("the code changed too much while it was handed in")
        # Changed versions of the given code never come into the session's own workspace.
        fresh = hidden or question.spec.judge == "mutants"
        # What waits does so in the session's own sandbox, so a fresh one never meets it.
        court = Court(lambda: self._opened(attempt, fresh=fresh), self._warm.runners, self._warm.test_runners)
        found = judge(question, attempt.language, attempt.files, court=court, hidden=hidden)
        async with aclosing(found) as reports:
            async for report in reports:
                yield report

    @asynccontextmanager
    async def _opened(self, attempt: Attempt, *, fresh: bool) -> AsyncIterator[Sandbox]:
        sandbox = await self._open(attempt, fresh=fresh)
        try:
            yield sandbox
        finally:
            await sandbox.close()

    async def _open(self, attempt: Attempt, *, fresh: bool) -> Sandbox:
        if fresh:
            return await self._provider.create(f"judge-{attempt.id}")
        flushed = await self._link.call("workspace.flush")
        return await self._provider.attach(flushed["sandbox_id"])


@asynccontextmanager
async def _no_longer_than(limit_s: float) -> AsyncIterator[None]:
    """What our machinery may take; its failures become `NoResult`."""
    try:
        async with asyncio.timeout(limit_s):
            yield
    except SandboxError as error:
        raise NoResult(str(error)) from error
    except CallFailed as error:
        raise NoResult(error.reason) from error
    except TimeoutError as error:
        raise NoResult(f"the sandbox gave no result in {limit_s:.0f} s") from error


def told(cases: Mapping[str, CaseReport], own: Mapping[str, CaseReport]) -> tuple[int, int]:
    """How many passed and how many failed; an own test that is skipped did neither."""
    passed = sum(report.passed for report in (*cases.values(), *own.values()))
    skipped = sum(report.outcome is CaseOutcome.SKIPPED for report in own.values())
    return passed, len(cases) + len(own) - passed - skipped


def _result(attempt: Attempt, question: Question, report: CaseReport, *, hidden: bool) -> TestResult:
    return TestResult(
        run_id=attempt.id,
        kind="submission" if hidden else "run",
        question_id=question.id,
        case=report,
        audience=Audience.INTERVIEWER if report.hidden else Audience.ALL,
    )


def _apology(reason: str, *, hidden: bool) -> str:
    why = reason.rstrip(".")
    if hidden:
        return (
            f"Your submission could not be judged: {why}. This is a failure on our side and does not count "
            "as an attempt; please hand in again in a moment."
        )
    return (
        f"The tests could not be run: {why}. This is a failure on our side, not of your code; "
        "please run them again in a moment."
    )


def _load_error(reports: Mapping[str, CaseReport]) -> str | None:
    first = next(iter(reports.values()), None)
    if first is None or first.outcome is not CaseOutcome.COMPILE_ERROR:
        return None
    return f"The code does not load: {first.error or 'no reason was given'}"
