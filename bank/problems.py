"""What is wrong with a question, by what its programs gave."""

import ast
from collections.abc import Sequence

from bank.canary import canary_line, canary_of
from bank.judge import verdict
from bank.judge_tests import DOES_NOT_LOAD
from bank.models import GIVEN_CODE, LanguagePack, Question
from protocol.facts import CaseReport
from protocol.values import CaseOutcome

# The slowest case of a reference takes at most this part of the limit: verdicts hold on a busy machine.
TIME_SHARE = 4
# What others wrote may leave less room between right and too slow.
IMPORTED_TIME_SHARE = 1.3


def some(lines: Sequence[str]) -> str:
    """The first few of many."""
    return "; ".join(lines[:5])


def limit_ms(question: Question) -> int:
    """What one case may take; of files of tests, one run of them."""
    limits = question.spec.limits
    return limits.wall_ms if question.spec.judge in ("cases", "stdio") else limits.tests_wall_ms


def slowest_ms(question: Question, reports: Sequence[CaseReport]) -> int:
    """The longest case; of files of tests, which run in one go, all together."""
    times = [report.duration_ms for report in reports]
    return sum(times) if question.spec.judge == "tests" else max(times, default=0)


def is_slow(question: Question, reports: Sequence[CaseReport]) -> bool:
    """Whether too little is left of the limit to be sure of verdicts."""
    share = TIME_SHARE if question.spec.source is None else IMPORTED_TIME_SHARE
    return slowest_ms(question, reports) * share > limit_ms(question)


def reference_problems(question: Question, reports: Sequence[CaseReport]) -> list[str]:
    """What fails, and what is too slow to be sure of."""
    problems = [
        f"reference fails {report.name!r}: {report.outcome}: {report.error}" for report in reports if not report.passed
    ]
    if is_slow(question, reports):
        slowest = max(reports, key=lambda report: report.duration_ms)
        problems.append(
            f"reference takes {slowest_ms(question, reports)} ms, most of it in {slowest.name!r};"
            f" the limit of {limit_ms(question)} ms leaves too little"
        )
    return problems


def example_problems(reports: Sequence[CaseReport]) -> list[str]:
    """Examples that the reference does not give."""
    return [f"{report.name}: the example is untrue: {report.error}" for report in reports if not report.passed]


def starter_problems(question: Question, reports: Sequence[CaseReport]) -> list[str]:
    """A starter loads and fails; that of a refactoring works, and breaks a rule of structure."""
    found = verdict(reports)
    if question.spec.refactoring:
        rules = [report for report in reports if report.category == "structure"]
        broken = [report.name for report in reports if not report.passed and report.category != "structure"]
        problems = []
        if broken:
            problems.append(f"a refactoring begins with code that works, but the starter fails {some(broken)}")
        if rules and all(report.passed for report in rules):
            problems.append("the starter keeps every rule of structure, so there is nothing to refactor")
        return problems
    if found.accepted:
        return ["the starter passes everything"]
    may_be_empty = question.spec.judge == "mutants" or question.spec.source is not None
    if found.outcome is CaseOutcome.COMPILE_ERROR and not may_be_empty:
        return [f"the starter does not load: {reports[0].error}"]
    return []


def mutant_problems(question: Question, pack: LanguagePack, reports: Sequence[CaseReport]) -> list[str]:
    """Mutants of the package that do not even load test nothing; and one that does the same keeps tests honest."""
    if question.spec.judge != "mutants":
        return []
    problems = [
        f"the mutant {report.name} does not load, so every test would catch it"
        for report in reports
        if report.name != GIVEN_CODE and report.actual == DOES_NOT_LOAD
    ]
    if not any(mutant.is_right for mutant in pack.mutants):
        problems.append("no mutant is named right--…: tests could look at how the code is written")
    return problems


def canary_problems(question: Question, pack: LanguagePack) -> list[str]:
    """Programs of the reference that could leave the house unnoticed; what is the starter's too is no secret.

    An imported one may go without: some tests read the solution and would find a comment too many.
    """
    if question.spec.source is not None:
        return []
    canary, lines = canary_of(question.id), {path: canary_line(path, question.id) for path in pack.reference}
    return [
        f"the reference's {path} carries no canary: end it with the line `{lines[path]}`"
        for path, text in pack.reference.items()
        if lines[path] is not None and canary not in text and text != pack.starter.get(path)
    ]


def python_starter_problems(question: Question, source: str) -> list[str]:
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
