from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bank.court import Court
from bank.judge import judge
from bank.judge_cases import report_of
from bank.load import load_bank
from bank.models import Question
from bank.spec import Case
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.base import Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Call, CallOutcome, CallResult
from tests.unit.bank.packages import REFERENCE, YAML, asking, write_package


class Workspace:
    """A sandbox in which nothing runs: it keeps what is written."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def write_file(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        self.files[path] = content


class Script:
    """A runner that answers from a list, then (each time it is asked again) from the next one.

    It remembers the calls and how often it was closed.
    """

    def __init__(self, *answers: Sequence[CallResult]) -> None:
        self._answers = list(answers)
        self.calls: list[list[Call]] = []
        self.closed = 0

    def run_programs(
        self, sandbox: Sandbox, *, main_file: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        return self.run_cases(sandbox, main_file=main_file, function="", calls=calls)

    async def run_cases(
        self, sandbox: Sandbox, *, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncGenerator[CallResult, None]:
        self.calls.append(list(calls))
        try:
            for answer in self._answers.pop(0):
                yield answer
        finally:
            self.closed += 1


@pytest.fixture
def question(tmp_path: Path) -> Question:
    write_package(tmp_path, {"python/starter/app.log": "true\n", "question.yaml": YAML + "readonly: [app.log]\n"})
    return load_bank([tmp_path]).questions["add-up"]


def court(script: Script, workspace: Workspace | None = None) -> Court:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Sandbox]:
        yield cast("Sandbox", workspace or Workspace())

    return Court(opened, {Language.PYTHON: script}, {})


async def run(question: Question, script: Script, *, hidden: bool = True, **files: str) -> list[CaseReport]:
    given = {"solution.py": REFERENCE, **files}
    return [report async for report in judge(question, Language.PYTHON, given, court=court(script), hidden=hidden)]


def returned(name: str, value: str) -> CallResult:
    return CallResult(name, CallOutcome.RETURNED, value)


RAISED = CallResult("words", CallOutcome.RAISED, error_type="ValueError")


async def test_visible_cases_come_first_and_hidden_ones_only_when_asked_for(question: Question) -> None:
    script = Script([returned("two", "3"), returned("none", "0"), RAISED, returned("many", "2000")])
    reports = await run(question, script)
    assert [(report.name, report.outcome, report.hidden) for report in reports] == [
        ("two", "passed", False),
        ("none", "passed", False),
        ("words", "passed", False),
        ("many", "passed", True),
    ]
    visible = Script([returned("two", "3"), returned("none", "0"), RAISED])
    assert len(await run(question, visible, hidden=False)) == 3
    assert [call.name for call in visible.calls[0]] == ["two", "none", "words"]


async def test_no_expected_result_is_in_what_the_runner_gets(question: Question) -> None:
    script = Script([returned("two", "3"), returned("none", "0"), RAISED, returned("many", "2000")])
    await run(question, script)
    first = script.calls[0][0]
    assert replace(first, arguments=first.text()) == Call("two", "[[1, 2]]", 2000, 256)
    assert "2000" not in script.calls[0][3].text()


async def test_a_compile_error_is_told_once_and_the_rest_is_skipped(question: Question) -> None:
    script = Script([CallResult("two", CallOutcome.COMPILE_ERROR, error="SyntaxError: bad", line=4)])
    reports = await run(question, script)
    assert [report.outcome for report in reports] == ["compile_error", "skipped", "skipped", "skipped"]
    assert (reports[0].error, reports[0].line) == ("SyntaxError: bad", 4)


async def test_after_three_cases_over_time_the_rest_is_skipped_and_the_runner_closed(question: Question) -> None:
    late = [CallResult(name, CallOutcome.TIME_LIMIT) for name in ("two", "none", "words", "many")]
    script = Script(late, late)
    reports = await run(question, script)
    assert [report.outcome for report in reports] == ["time_limit", "time_limit", "time_limit", "skipped"]
    assert [len(calls) for calls in script.calls] == [4, 1]
    assert script.closed == 2


async def test_one_late_call_on_a_busy_machine_is_no_verdict(question: Question) -> None:
    late = CallResult("none", CallOutcome.TIME_LIMIT)
    script = Script([returned("two", "3"), late, RAISED, returned("many", "2000")], [returned("none", "0")])
    assert [report.outcome for report in await run(question, script)] == ["passed"] * 4
    assert [call.name for call in script.calls[1]] == ["none"]


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [returned("two", "3")],
        [returned("none", "0")],
        [returned("two", "3"), returned("none", "0"), RAISED, returned("many", "2000"), returned("more", "1")],
    ],
)
async def test_a_runner_that_answers_out_of_turn_is_a_failure_of_ours(
    question: Question, answers: list[CallResult]
) -> None:
    with pytest.raises(SandboxError):
        await run(question, Script(answers))


async def test_a_main_file_that_was_deleted_is_a_compile_error(question: Question) -> None:
    judged = judge(question, Language.PYTHON, {"other.py": ""}, court=court(Script([])), hidden=True)
    reports = [report async for report in judged]
    assert [report.outcome for report in reports] == ["compile_error", "skipped", "skipped", "skipped"]
    assert reports[0].error == "the file solution.py is missing"


async def test_a_readonly_file_is_the_starters_whatever_the_candidate_made_of_it(question: Question) -> None:
    workspace = Workspace()
    script = Script([returned("two", "3"), returned("none", "0"), RAISED, returned("many", "2000")])
    judged = judge(
        question,
        Language.PYTHON,
        {"solution.py": "x", "app.log": "forged"},
        court=court(script, workspace),
        hidden=True,
    )
    assert [report.passed async for report in judged] == [True] * 4
    assert workspace.files == {"solution.py": b"x", "app.log": b"true\n"}


SUM = Case(name="sum", input=[], expected=3)
ERROR = Case(name="error", input=[], raises="LookupError")

REPORTS = [
    (SUM, CallResult("sum", CallOutcome.RETURNED, "3.0"), CaseOutcome.PASSED, None),
    (SUM, CallResult("sum", CallOutcome.RETURNED, "true"), CaseOutcome.WRONG_ANSWER, "expected 3, got true or false"),
    (SUM, CallResult("sum", CallOutcome.RETURNED, "NaN"), CaseOutcome.WRONG_ANSWER, "expected 3, got NaN"),
    (SUM, CallResult("sum", CallOutcome.RETURNED, "[" * 9999), CaseOutcome.WRONG_ANSWER, "nested too deeply"),
    (SUM, CallResult("sum", CallOutcome.RETURNED, "}"), CaseOutcome.WRONG_ANSWER, "cannot be read"),
    (SUM, CallResult("sum", CallOutcome.RETURNED, None), CaseOutcome.WRONG_ANSWER, "cannot be read"),
    (SUM, CallResult("sum", CallOutcome.RAISED, error="KeyError: 1"), CaseOutcome.RUNTIME_ERROR, "KeyError: 1"),
    (SUM, CallResult("sum", CallOutcome.CRASHED), CaseOutcome.RUNTIME_ERROR, "ended before"),
    (SUM, CallResult("sum", CallOutcome.TIME_LIMIT), CaseOutcome.TIME_LIMIT, "in time"),
    (SUM, CallResult("sum", CallOutcome.MEMORY_LIMIT), CaseOutcome.MEMORY_LIMIT, "memory"),
    (SUM, CallResult("sum", CallOutcome.OUTPUT_LIMIT), CaseOutcome.OUTPUT_LIMIT, "output"),
    (ERROR, CallResult("error", CallOutcome.RAISED, error_type="LookupError"), CaseOutcome.PASSED, None),
    (
        ERROR,
        CallResult("error", CallOutcome.RAISED, error_type="KeyError", error_bases=("LookupError", "Exception")),
        CaseOutcome.PASSED,
        None,
    ),
    (
        ERROR,
        CallResult("error", CallOutcome.RAISED, error_type="TypeError", error="TypeError: x"),
        CaseOutcome.RUNTIME_ERROR,
        "expected LookupError, but another",
    ),
    (ERROR, CallResult("error", CallOutcome.RETURNED, "null"), CaseOutcome.WRONG_ANSWER, "expected LookupError to be"),
]


@pytest.mark.parametrize(("case", "result", "outcome", "error"), REPORTS)
def test_each_ending_of_a_call_has_its_outcome_and_a_reason(
    case: Case, result: CallResult, outcome: CaseOutcome, error: str | None
) -> None:
    report = report_of(asking([case]), case, result, language=Language.PYTHON)
    assert report.outcome is outcome
    assert report.passed == (error is None)
    assert error is None or (report.error is not None and error in report.error)
    assert report.expected == ("raises LookupError" if case is ERROR else "3")


def test_what_a_program_prints_can_always_be_sent() -> None:
    result = CallResult("sum", CallOutcome.RAISED, error="ValueError: \ud800", output="\udfff")
    assert report_of(asking([SUM]), SUM, result, language=Language.PYTHON).model_dump_json()
