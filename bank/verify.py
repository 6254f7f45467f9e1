"""Proves a question: what is right passes, what is wrong fails as it says, and the statement is true."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from bank.court import Court
from bank.judge import judge, verdict
from bank.models import Question, WrongSolution
from bank.mutation import Mutation, mutations
from bank.problems import (
    canary_problems,
    example_problems,
    is_slow,
    limit_ms,
    mutant_problems,
    python_starter_problems,
    reference_problems,
    slowest_ms,
    some,
    starter_problems,
)
from bank.spec import Case
from bank.statement import Example, examples
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.base import Provider, Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Runner, TestRunner
from sandbox.runners.registry import TEST_RUNNERS

# What a case costs in a language, the least first.
QUICKEST = (Language.PYTHON, Language.GO, Language.JAVASCRIPT, Language.TYPESCRIPT)
# Simple mutants of a reference that are tried, in the quickest language.
MUTANTS = 8
# A mutant that takes so much longer than the reference is one that hangs.
MUTANT_SLOWER, MUTANT_FLOOR_MS = 5, 250
# Some mutants do the same as what they were made from; cases that kill fewer than this part test too little.
LEAST_KILLED = 0.5
# A reference that seems slow is tried so often: what else a machine does can only add to a time.
REFERENCE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about one question in one language; it holds when there are no `problems`."""

    question_id: str
    language: Language
    problems: list[str] = field(default_factory=list)
    cases: int = 0
    passed: int = 0
    slowest_ms: int = 0
    limit_ms: int = 0
    examples: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    starter: str = ""
    mutants: int = 0
    killed: int = 0
    survivors: list[str] = field(default_factory=list)
    ms: int = 0
    cached: bool = False

    @property
    def holds(self) -> bool:
        """Whether the question may be asked in this language."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Bench:
    """Where programs are tried: sandboxes, the runners of each language, and how many at once."""

    provider: Provider
    runners: Mapping[str, Runner]
    slots: asyncio.Semaphore
    test_runners: Mapping[str, TestRunner] = field(default_factory=lambda: TEST_RUNNERS)

    @asynccontextmanager
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        """A fresh sandbox, when one of the slots is free."""
        async with self.slots:
            sandbox = await self.provider.create("verify")
            try:
                yield sandbox
            finally:
                await sandbox.close()

    async def judge(
        self,
        question: Question,
        language: Language,
        files: dict[str, str],
        *,
        until: Callable[[CaseReport], bool] = lambda _report: False,
        patient: bool = True,
    ) -> list[CaseReport]:
        """All reports in order, the hidden ones too; none after the first for which `until` says so."""
        court = Court(self.sandbox, self.runners, self.test_runners, patient=patient)
        found: list[CaseReport] = []
        async with aclosing(judge(question, language, files, court=court, hidden=True)) as reports:
            async for report in reports:
                found.append(report)
                if until(report):
                    break
        return found


def _failed(report: CaseReport) -> bool:
    return not report.passed


async def prove(question: Question, language: Language, *, bench: Bench) -> Proof:
    """Run the reference with the statement's examples, every wrong solution, the starter, and mutants of the reference.

    Raises:
        SandboxError: when the machinery broke, so that nothing is known.
    """
    began = time.monotonic()
    pack = question.packs[language]
    told = {_example_name(one.line) for one in _examples(question)}
    try:
        async with asyncio.TaskGroup() as group:
            reference = group.create_task(_reference(question, language, bench=bench))
            whole = question.spec.refactoring
            starter = group.create_task(
                bench.judge(question, language, pack.starter, until=_never if whole else _failed)
            )
            wrong = [group.create_task(_wrong(question, language, solution, bench=bench)) for solution in pack.wrong]
    except ExceptionGroup as broken:
        first = broken.exceptions[0]
        if isinstance(first, SandboxError):
            raise first from broken
        raise
    reports = [report for report in reference.result() if report.name not in told]
    problems = [
        *reference_problems(question, reports),
        *example_problems([report for report in reference.result() if report.name in told]),
        *starter_problems(question, starter.result()),
        *mutant_problems(question, pack, reports),
        *canary_problems(question, pack),
    ]
    if language is Language.PYTHON:
        problems += python_starter_problems(question, pack.starter[question.main_file(language)])
    outcomes: dict[str, str] = {}
    for solution, task in zip(pack.wrong, wrong, strict=True):
        found = verdict(task.result()).outcome
        outcomes[f"{solution.label}--{solution.name}"] = found
        if found is not solution.label:
            problems.append(f"wrong solution {solution.name}: labelled {solution.label}, but it gives {found}")
    tried, survivors = (0, []) if problems else await _tried_mutants(question, language, reports, bench=bench)
    killed = tried - len(survivors)
    if tried and killed < LEAST_KILLED * tried:
        problems.append(f"the cases kill {killed} of {tried} mutants of the reference; these live: {some(survivors)}")
    return Proof(
        question.id,
        language,
        problems,
        cases=len(reports),
        passed=sum(report.passed for report in reports),
        slowest_ms=slowest_ms(question, reports),
        limit_ms=limit_ms(question),
        examples=len(told),
        wrong=outcomes,
        starter=verdict(starter.result()).outcome,
        mutants=tried,
        killed=killed,
        survivors=survivors,
        ms=int((time.monotonic() - began) * 1000),
    )


async def _reference(question: Question, language: Language, *, bench: Bench) -> list[CaseReport]:
    """What the reference gives for all cases and the statement's examples, each with its shortest time."""
    asked, program = _with_examples(question), question.packs[language].reference
    reports = await bench.judge(asked, language, program)
    for _ in range(REFERENCE_TRIES - 1):
        if not is_slow(question, reports):
            break
        again = await bench.judge(asked, language, program)
        reports = [
            other if one.passed and other.duration_ms < one.duration_ms else one
            for one, other in zip(reports, again, strict=True)
        ]
    return reports


async def _wrong(question: Question, language: Language, solution: WrongSolution, *, bench: Bench) -> list[CaseReport]:
    """What a wrong solution gives, until it fails.

    One that is too slow is first tried by the cases that are there to catch it; in the quickest language, in order.
    """
    is_slow = solution.label is CaseOutcome.TIME_LIMIT
    if is_slow and language is not _quickest(question):
        scale = [case for case in question.spec.cases if case.category == "scale"]
        asked = question.model_copy(update={"spec": question.spec.model_copy(update={"cases": scale})})
        reports = await bench.judge(asked, language, solution.files, until=_failed, patient=False) if scale else []
        if any(not report.passed for report in reports):
            return reports
    return await bench.judge(question, language, solution.files, until=_failed, patient=not is_slow)


def _quickest(question: Question) -> Language:
    """The language in which everything is tried: the cases are the same in all."""
    return next(one for one in QUICKEST if one in question.packs)


def _examples(question: Question) -> list[Example]:
    """Those of the statement, where there is something to call."""
    return examples(question.statement) if question.spec.signature is not None else []


def _never(_: CaseReport) -> bool:
    return False


def _example_name(line: int) -> str:
    return f"statement.md:{line}"


def _with_examples(question: Question) -> Question:
    """The question with the statement's examples as further cases."""
    cases = [
        Case.model_validate(
            {"name": _example_name(one.line), "input": one.arguments}
            | ({"raises": one.raises} if one.raises else {"expected": one.expected})
        )
        for one in _examples(question)
    ]
    return question.model_copy(
        update={"spec": question.spec.model_copy(update={"cases": [*question.spec.cases, *cases]})}
    )


async def _tried_mutants(
    question: Question, language: Language, reports: Sequence[CaseReport], *, bench: Bench
) -> tuple[int, list[str]]:
    """How many mutants of the reference were tried, and those that no case kills.

    None of what others wrote, and none in a second language.
    """
    if question.spec.judge == "mutants" or question.spec.source is not None or language is not _quickest(question):
        return 0, []
    limits = question.spec.limits
    wall_ms = min(limits.wall_ms, max(MUTANT_FLOOR_MS, MUTANT_SLOWER * slowest_ms(question, reports)))
    bounded = {"limits": limits.model_copy(update={"wall_ms": wall_ms}), "structure": None}
    hasty = question.model_copy(update={"spec": question.spec.model_copy(update=bounded)})

    async def lives(mutation: Mutation) -> str | None:
        reference = question.packs[language].reference
        files = reference | {mutation.path: mutation.text}
        found = await bench.judge(hasty, language, files, until=_failed, patient=False)
        if verdict(found).outcome is CaseOutcome.COMPILE_ERROR:
            return ""
        return str(mutation) if verdict(found).accepted else None

    async with asyncio.TaskGroup() as group:
        chosen = mutations(question, language, most=MUTANTS)
        tasks = [group.create_task(lives(mutation)) for mutation in chosen]
    found = [task.result() for task in tasks]
    return sum(one != "" for one in found), [one for one in found if one]
