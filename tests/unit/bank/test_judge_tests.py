"""Judging by files of tests, with a runner that says what it is told to."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from bank.court import Court
from bank.judge import judge
from bank.load import load_question
from protocol.values import Language
from sandbox.base import Sandbox
from sandbox.runners.base import TestEvent, TestOutcome
from tests.contract.bank.kinds import MUTANTS_FILES
from tests.unit.bank.packages import lay
from tests.unit.bank.test_judge import Workspace

LATE = [TestEvent("", TestOutcome.TIME_LIMIT, error="late")]
PASSES = [TestEvent("test_solution.py::test", TestOutcome.PASSED)]
FAILS = [TestEvent("test_solution.py::test", TestOutcome.FAILED, error="no")]


class Told:
    """A runner of tests that answers from a list, and then that they fail."""

    def __init__(self, *answers: list[TestEvent]) -> None:
        self._answers = list(answers)
        self.runs = 0

    async def run_tests(
        self, sandbox: Sandbox, *, paths: Sequence[str] = (), wall_s: float = 60.0
    ) -> AsyncGenerator[TestEvent, None]:
        self.runs += 1
        for event in self._answers.pop(0) if self._answers else FAILS:
            yield event


async def outcomes(root: Path, runner: Told, *, patient: bool = True) -> list[str]:
    """What each check comes to."""
    question = load_question(lay(root / "sample", MUTANTS_FILES))

    @asynccontextmanager
    async def opened() -> AsyncIterator[Sandbox]:
        yield cast("Sandbox", Workspace())

    court = Court(opened, {}, {Language.PYTHON: runner}, patient=patient)
    files = question.packs[Language.PYTHON].reference
    reports = judge(question, Language.PYTHON, files, court=court, hidden=True)
    return [report.outcome async for report in reports]


async def test_tests_that_should_pass_and_were_late_once_are_run_again(tmp_path: Path) -> None:
    assert (await outcomes(tmp_path, Told(LATE, PASSES)))[0] == "passed"
    assert (await outcomes(tmp_path / "twice", Told(LATE, LATE)))[0] == "time_limit"
    assert (await outcomes(tmp_path / "hasty", Told(LATE, PASSES), patient=False))[0] == "time_limit"


async def test_a_changed_version_on_which_tests_do_not_end_is_caught_at_once(tmp_path: Path) -> None:
    ends, hangs = Told(PASSES, FAILS), Told(PASSES, LATE)
    assert await outcomes(tmp_path / "ends", ends) == await outcomes(tmp_path / "hangs", hangs)
    assert ends.runs == hangs.runs
