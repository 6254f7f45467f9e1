"""Judges code against a question's cases: the runner calls, this side compares and words the outcome.

The candidate's processes never learn an expected result, and nothing they print decides anything.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bank.compare import BadResult, difference, digest, parse_result, render
from bank.models import Question
from bank.spec import Case, Compare
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.base import Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Call, CallOutcome, CallResult, Runner

# A busy machine can make one call late, so the first time limit is believed when it happens twice.
# After so many cases over time the rest is skipped: the verdict stands, and a person waits for it.
MAX_TIME_LIMITS = 3

_ENDED = {
    CallOutcome.TIME_LIMIT: (CaseOutcome.TIME_LIMIT, "no result in time"),
    CallOutcome.MEMORY_LIMIT: (CaseOutcome.MEMORY_LIMIT, "too much memory"),
    CallOutcome.OUTPUT_LIMIT: (CaseOutcome.OUTPUT_LIMIT, "too much output"),
    CallOutcome.CRASHED: (CaseOutcome.RUNTIME_ERROR, "the program ended before it gave a result"),
    CallOutcome.COMPILE_ERROR: (CaseOutcome.COMPILE_ERROR, "the code does not load"),
    CallOutcome.RAISED: (CaseOutcome.RUNTIME_ERROR, "an exception was raised"),
}


async def judge(
    question: Question, language: Language, files: dict[str, str], *, sandbox: Sandbox, runner: Runner, hidden: bool
) -> AsyncIterator[CaseReport]:
    """Run the visible cases (with `hidden`, then the hidden ones) on `files`; one report each, in order.

    `sandbox` should be fresh: files of an earlier run stay in it. Read-only files are the starter's,
    whatever `files` says. When the code does not load, the first case tells why and the rest is
    skipped. Hidden cases come last, so that code which keeps what it saw cannot show it in a visible one.
    A case over time is tried once more before the first such verdict.

    Raises:
        SandboxError: when our own machinery broke; candidate code that fails is a report.
    """
    cases = question.visible + (question.hidden if hidden else [])
    main_file = question.main_file(language)
    if main_file not in files:
        for number, case in enumerate(cases):
            yield _unrun(case) if number else _missing(case, main_file)
        return
    starter = question.packs[language].starter
    for path, content in {**files, **{path: starter[path] for path in question.spec.readonly}}.items():
        await sandbox.write_file(path, content.encode("utf-8", "replace"))
    function = question.spec.function
    calls = calls_of(question, cases)
    done = over_time = 0
    results = runner.run_cases(sandbox, main_file=main_file, function=function, calls=calls)
    async with _closed(results):
        async for answer in results:
            if done == len(cases) or answer.name != cases[done].name:
                raise SandboxError(f"the runner answered for {answer.name!r} out of turn")
            result = answer
            if answer.outcome is CallOutcome.TIME_LIMIT and not over_time:
                once_more = runner.run_cases(sandbox, main_file=main_file, function=function, calls=[calls[done]])
                result = await _second_try(once_more, answer)
            report = report_of(cases[done], result, compare=question.spec.call_compare)
            done += 1
            yield report
            over_time += report.outcome is CaseOutcome.TIME_LIMIT
            if over_time == MAX_TIME_LIMITS or report.outcome is CaseOutcome.COMPILE_ERROR:
                break
        else:
            if done < len(cases):
                raise SandboxError(f"the runner answered for {done} of {len(cases)} cases")
    for case in cases[done:]:
        yield _unrun(case)


async def _second_try(results: AsyncIterator[CallResult], first: CallResult) -> CallResult:
    """The result of trying again, unless that did not even load."""
    async with _closed(results):
        async for result in results:
            return first if result.outcome is CallOutcome.COMPILE_ERROR else result
    return first


@asynccontextmanager
async def _closed(results: AsyncIterator[CallResult]) -> AsyncIterator[None]:
    """End the runner's programs when we stop listening; an iterator that is no generator has none to end."""
    try:
        yield
    finally:
        close = getattr(results, "aclose", None)
        if close is not None:
            await close()


def calls_of(question: Question, cases: Sequence[Case]) -> list[Call]:
    """The calls that the cases ask for, within the question's limits."""
    limits = question.spec.limits
    return [
        Call(
            name=case.name,
            arguments=json.dumps(case.arguments()),
            wall_ms=limits.wall_ms,
            memory_mb=limits.memory_mb,
        )
        for case in cases
    ]


def report_of(case: Case, result: CallResult, *, compare: Compare) -> CaseReport:
    """What one call means for its case."""
    actual: str | None = None
    error: str | None = None
    if result.outcome is CallOutcome.RETURNED:
        actual, error = _compared(case, result.value or "", compare=compare)
        outcome = CaseOutcome.WRONG_ANSWER if error else CaseOutcome.PASSED
    elif _raised(case.raises, result):
        outcome = CaseOutcome.PASSED
    else:
        outcome, words = _ENDED[result.outcome]
        error = result.error or words
        if case.raises is not None and result.outcome is CallOutcome.RAISED:
            error = f"expected {case.raises}, but another exception was raised\n{error}"
    return CaseReport(
        name=case.name,
        outcome=outcome,
        passed=outcome is CaseOutcome.PASSED,
        hidden=case.hidden,
        category=case.category,
        duration_ms=result.ms,
        expected=_expected(case),
        actual=actual,
        output=_clean(result.output),
        error=None if error is None else _clean(error),
        line=result.line,
    )


def _raised(wanted: str | None, result: CallResult) -> bool:
    """Whether the expected error was raised, itself or a subclass of it."""
    if wanted is None or result.outcome is not CallOutcome.RAISED:
        return False
    return wanted == result.error_type or wanted in result.error_bases


def _compared(case: Case, text: str, *, compare: Compare) -> tuple[str | None, str | None]:
    """The result as it is shown, and what is wrong with it."""
    try:
        value = parse_result(text)
        shown = render(value)
        if case.raises is not None:
            return shown, f"expected {case.raises} to be raised, but the call returned a result"
        if case.expected_digest is not None:
            same = digest(value, compare=compare) == case.expected_digest
            return shown, None if same else "the result is not the expected one (too long to show)"
        return shown, difference(case.answer(), value, compare=compare)
    except BadResult as bad:
        return None, str(bad)
    except RecursionError:
        return None, "the result is nested too deeply"


def _expected(case: Case) -> str | None:
    if case.raises is not None:
        return f"raises {case.raises}"
    return None if case.expected_digest is not None else render(case.answer())


def _clean(text: str) -> str:
    """Lone surrogates cannot be sent as UTF-8; they are shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _unrun(case: Case) -> CaseReport:
    return CaseReport(
        name=case.name, outcome=CaseOutcome.SKIPPED, passed=False, hidden=case.hidden, category=case.category
    )


def _missing(case: Case, main_file: str) -> CaseReport:
    error = f"the file {main_file} is missing"
    return _unrun(case).model_copy(update={"outcome": CaseOutcome.COMPILE_ERROR, "error": error})


@dataclass(frozen=True, slots=True)
class Verdict:
    """All reports in one: what a candidate may know. `categories` maps to `[passed, total]`."""

    accepted: bool
    outcome: CaseOutcome
    message: str
    passed: int
    failed: int
    total: int
    hidden_passed: int
    hidden_total: int
    categories: dict[str, list[int]]


_WORDS = {
    CaseOutcome.WRONG_ANSWER: "a wrong answer",
    CaseOutcome.RUNTIME_ERROR: "a runtime error",
    CaseOutcome.TIME_LIMIT: "too much time",
    CaseOutcome.MEMORY_LIMIT: "too much memory",
    CaseOutcome.OUTPUT_LIMIT: "too much output",
    CaseOutcome.COMPILE_ERROR: "code that does not load",
    CaseOutcome.SKIPPED: "not run",
}


def verdict(reports: Sequence[CaseReport]) -> Verdict:
    """The verdict on one run; nothing of a hidden case but counts, category and kind of failure is in it."""
    categories: dict[str, list[int]] = {}
    for report in reports:
        tally = categories.setdefault(report.category, [0, 0])
        tally[0] += report.passed
        tally[1] += 1
    hidden = [report for report in reports if report.hidden]
    first = next((report for report in reports if not report.passed), None)
    passed = sum(report.passed for report in reports)
    clean = CaseOutcome.PASSED if reports else CaseOutcome.SKIPPED
    return Verdict(
        accepted=bool(reports) and first is None,
        outcome=first.outcome if first else clean,
        message=_message(reports, first),
        passed=passed,
        failed=len(reports) - passed,
        total=len(reports),
        hidden_passed=sum(report.passed for report in hidden),
        hidden_total=len(hidden),
        categories=categories,
    )


def _message(reports: Sequence[CaseReport], first: CaseReport | None) -> str:
    if not reports:
        return "No case ran."
    if first is None:
        return f"All {len(reports)} cases pass."
    if first.outcome is CaseOutcome.COMPILE_ERROR and not first.hidden:
        return f"The code does not load: {_last_line(first)}."
    parts = []
    for kind, group in (
        ("visible", [r for r in reports if not r.hidden]),
        ("hidden", [r for r in reports if r.hidden]),
    ):
        failed = sum(not report.passed for report in group)
        if group:
            parts.append(f"{failed} of {len(group)} {kind} cases fail" if failed else f"all {kind} cases pass")
    told = "; ".join(parts)
    if first.hidden:
        why = f"the first hidden failure is in category {first.category}: {_WORDS[first.outcome]}"
    else:
        at = f" (line {first.line})" if first.line else ""
        why = f"first “{first.name}”, {_WORDS[first.outcome]}{at}: {_last_line(first)}"
    return f"{told[0].upper()}{told[1:]}; {why}."


def _last_line(report: CaseReport) -> str:
    lines = (report.error or "").strip().splitlines()
    last = lines[-1].strip().rstrip(".") if lines else "no reason was given"
    return last if len(last) <= 300 else last[:299] + "…"
