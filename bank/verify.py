"""Proves a question: what is right passes, what is wrong fails as it says, and the statement is true."""

import ast
import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bank.judge import judge, report_of, verdict
from bank.models import Question
from bank.spec import Case
from bank.statement import examples
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.base import Provider, Sandbox
from sandbox.runners.base import Call, Runner

# The slowest case of a reference takes at most this part of the limit: verdicts hold on a busy machine.
TIME_SHARE = 4


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
    ms: int = 0
    cached: bool = False

    @property
    def holds(self) -> bool:
        """Whether the question may be asked in this language."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Bench:
    """Where programs are tried: sandboxes, the runner of each language, and how many at once."""

    provider: Provider
    runners: Mapping[str, Runner]
    slots: asyncio.Semaphore

    @asynccontextmanager
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        """A fresh sandbox, when one of the slots is free."""
        async with self.slots:
            sandbox = await self.provider.create("verify")
            try:
                yield sandbox
            finally:
                await sandbox.close()


async def prove(question: Question, language: Language, *, bench: Bench) -> Proof:
    """Run the reference, every wrong solution, the starter and the statement's examples.

    Raises:
        SandboxError: when the machinery broke, so that nothing is known.
    """
    began = time.monotonic()
    runner = bench.runners.get(language)
    if runner is None:
        return Proof(question.id, language, [f"there is no runner for {language}"])
    pack = question.packs[language]
    trial = _Trial(question, language, runner, bench)
    try:
        async with asyncio.TaskGroup() as group:
            reference = group.create_task(trial.judge(pack.reference))
            starter = group.create_task(trial.judge(pack.starter))
            wrong = [group.create_task(trial.judge(solution.files)) for solution in pack.wrong]
            told = group.create_task(trial.examples())
    except ExceptionGroup as broken:
        raise broken.exceptions[0] from broken
    reports, starter_reports = reference.result(), starter.result()
    problems = [*_reference_problems(question, reports), *told.result(), *_starter_problems(starter_reports)]
    if language is Language.PYTHON:
        problems += _python_starter_problems(question, pack.starter[question.main_file(language)])
    outcomes: dict[str, str] = {}
    for solution, task in zip(pack.wrong, wrong, strict=True):
        found = verdict(task.result()).outcome
        outcomes[f"{solution.label}--{solution.name}"] = found
        if found is not solution.label:
            problems.append(f"wrong solution {solution.name}: labelled {solution.label}, but it gives {found}")
    return Proof(
        question.id,
        language,
        problems,
        cases=len(reports),
        passed=sum(report.passed for report in reports),
        slowest_ms=max((report.duration_ms for report in reports), default=0),
        limit_ms=question.spec.limits.wall_ms,
        examples=len(examples(question.statement)),
        wrong=outcomes,
        starter=verdict(starter_reports).outcome,
        ms=int((time.monotonic() - began) * 1000),
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    question: Question
    language: Language
    runner: Runner
    bench: Bench

    async def judge(self, files: dict[str, str]) -> list[CaseReport]:
        async with self.bench.sandbox() as sandbox:
            return [
                report
                async for report in judge(
                    self.question, self.language, files, sandbox=sandbox, runner=self.runner, hidden=True
                )
            ]

    async def examples(self) -> list[str]:
        """What is untrue in the statement, by what the reference gives."""
        spec, found = self.question.spec, examples(self.question.statement)
        calls = [
            Call(
                name=f"line {example.line}",
                arguments=json.dumps(example.arguments),
                wall_ms=spec.limits.wall_ms,
                memory_mb=spec.limits.memory_mb,
            )
            for example in found
        ]
        problems: list[str] = []
        async with self.bench.sandbox() as sandbox:
            for path, content in self.question.packs[self.language].reference.items():
                await sandbox.write_file(path, content.encode())
            main_file = self.question.main_file(self.language)
            results = self.runner.run_cases(sandbox, main_file=main_file, function=spec.function, calls=calls)
            answered = 0
            async for result in results:
                example = found[answered]
                answered += 1
                given = {"raises": example.raises} if example.raises else {"expected": example.expected}
                case = Case.model_validate({"name": result.name, "input": example.arguments, **given})
                report = report_of(case, result, compare=spec.call_compare)
                if not report.passed:
                    problems.append(f"statement.md:{example.line}: the example is untrue: {report.error}")
        if answered < len(found) and not problems:
            problems.append(f"statement.md: {answered} of {len(found)} examples were answered")
        return problems


def _reference_problems(question: Question, reports: Sequence[CaseReport]) -> list[str]:
    limit_ms = question.spec.limits.wall_ms
    problems = [
        f"reference fails case {report.name!r}: {report.outcome}: {report.error}"
        for report in reports
        if not report.passed
    ]
    problems += [
        f"reference takes {report.duration_ms} ms in case {report.name!r}; the limit of {limit_ms} ms leaves too little"
        for report in reports
        if report.passed and report.duration_ms * TIME_SHARE > limit_ms
    ]
    return problems


def _starter_problems(reports: Sequence[CaseReport]) -> list[str]:
    found = verdict(reports)
    if found.accepted:
        return ["the starter passes every case"]
    if found.outcome is CaseOutcome.COMPILE_ERROR:
        return [f"the starter does not load: {reports[0].error}"]
    return []


def _python_starter_problems(question: Question, source: str) -> list[str]:
    """A starter has the signature of the question, and a docstring that says what to do."""
    signature = question.spec.signature
    if signature is None:
        return []
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        return [f"the starter does not parse: {error}"]
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == signature.function]
    if len(found) != 1:
        return [f"the starter defines {signature.function} {len(found)} times"]
    problems = []
    if [argument.arg for argument in found[0].args.args] != [parameter.name for parameter in signature.parameters]:
        problems.append(f"the starter's {signature.function} has other parameters than the signature")
    if not ast.get_docstring(found[0]):
        problems.append(f"the starter's {signature.function} has no docstring")
    return problems
