"""Judges code by the question's kind of judge, and words the verdict on all of it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bank.court import Court
from bank.judge_cases import judge_cases
from bank.judge_tests import judge_mutants, judge_tests
from bank.models import Question
from bank.structure import judge_structure
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language

_KINDS = {"cases": judge_cases, "stdio": judge_cases, "tests": judge_tests, "mutants": judge_mutants}


async def judge(
    question: Question, language: Language, files: dict[str, str], *, court: Court, hidden: bool
) -> AsyncGenerator[CaseReport, None]:
    """Judge `files` by all that a candidate may see (with `hidden`, by everything); a report for each check, in order.

    Read-only files are the starter's, whatever `files` says.

    Raises:
        SandboxError: when our own machinery broke; candidate code that fails is a report.
    """
    starter, readonly = question.packs[language].starter, question.readonly(language)
    whole = files | {path: starter[path] for path in starter if path in readonly}
    kind = _KINDS[question.spec.judge]
    async with aclosing(kind(question, language, whole, court=court, hidden=hidden)) as reports:
        async for report in reports:
            yield report
    for report in judge_structure(question, language, whole):
        yield report


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
