"""Judges by cases, calls or runs of a program: the runner runs, this side compares and words the outcome.

The candidate's processes never learn an expected result, and nothing they print decides anything.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial

from bank.compare import BadResult, difference, digest, parse_result, render
from bank.compare_output import output_difference
from bank.court import Court
from bank.errors_expected import is_expected
from bank.models import Question, cut
from bank.spec import Case
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from sandbox.base import Sandbox
from sandbox.errors import SandboxError
from sandbox.runners.base import Call, CallOutcome, CallResult

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


async def judge_cases(
    question: Question, language: Language, files: dict[str, str], *, court: Court, hidden: bool
) -> AsyncGenerator[CaseReport, None]:
    """Run the visible cases (with `hidden`, then the hidden ones) on `files`; one report each, in order.

    When the code does not load, the first case tells why and the rest is skipped. Hidden cases come last, so that
    code which keeps what it saw cannot show it in a visible one. A case over time is tried once more before the
    first such verdict, if the court is patient.
    """
    cases = question.visible + (question.hidden if hidden else [])
    main_file = question.main_file(language)
    if main_file not in files:
        for number, case in enumerate(cases):
            yield unrun(case) if number else _missing(case, main_file)
        return
    done = over_time = 0
    async with court.opened() as sandbox:
        for path, content in files.items():
            await sandbox.write_file(path, content.encode("utf-8", "replace"))
        async with aclosing(run(question, language, cases, sandbox=sandbox, court=court)) as results:
            async for answer in results:
                if done == len(cases) or answer.name != cases[done].name:
                    raise SandboxError(f"the runner answered for {answer.name!r} out of turn")
                result = answer
                if answer.outcome is CallOutcome.TIME_LIMIT and not over_time and court.patient:
                    again = run(question, language, [cases[done]], sandbox=sandbox, court=court)
                    result = await _second_try(again, answer)
                report = report_of(question, cases[done], result, language=language)
                done += 1
                yield report
                over_time += report.outcome is CaseOutcome.TIME_LIMIT
                if over_time == MAX_TIME_LIMITS or report.outcome is CaseOutcome.COMPILE_ERROR:
                    break
            else:
                if done < len(cases):
                    raise SandboxError(f"the runner answered for {done} of {len(cases)} cases")
    for case in cases[done:]:
        yield unrun(case)


def run(
    question: Question, language: Language, cases: Sequence[Case], *, sandbox: Sandbox, court: Court
) -> AsyncGenerator[CallResult, None]:
    """What the code in `sandbox` gives for `cases`, in order."""
    runner, main_file = court.runner(language), question.main_file(language)
    calls = calls_of(question, cases)
    if question.spec.judge == "stdio":
        return runner.run_programs(sandbox, main_file=main_file, calls=calls)
    return runner.run_cases(sandbox, main_file=main_file, function=question.spec.function, calls=calls)


async def _second_try(results: AsyncGenerator[CallResult, None], first: CallResult) -> CallResult:
    """The result of trying again, unless that did not even load."""
    async with aclosing(results):
        async for result in results:
            return first if result.outcome is CallOutcome.COMPILE_ERROR else result
    return first


def calls_of(question: Question, cases: Sequence[Case]) -> list[Call]:
    """The calls that the cases ask for, within the question's limits; large input is made when its turn comes."""
    limits = question.spec.limits
    return [
        Call(
            name=case.name,
            arguments=partial(question.stdin, case) if case.is_program else case.arguments_text,
            wall_ms=limits.wall_ms,
            memory_mb=limits.memory_mb,
        )
        for case in cases
    ]


def report_of(question: Question, case: Case, result: CallResult, *, language: Language) -> CaseReport:
    """What one call, or one run of a program, means for its case."""
    actual: str | None = None
    error: str | None = None
    if result.outcome is CallOutcome.RETURNED:
        compared = _compared_output if case.is_program else _compared
        actual, error = compared(question, case, result.value or "")
        outcome = CaseOutcome.WRONG_ANSWER if error else CaseOutcome.PASSED
    elif case.raises is not None and is_expected(case.raises, result, language=language):
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
        expected=_expected(question, case),
        actual=actual,
        output=_clean(result.output),
        error=None if error is None else _clean(error),
        line=result.line,
    )


def _compared(question: Question, case: Case, text: str) -> tuple[str | None, str | None]:
    """The result of a call as it is shown, and what is wrong with it."""
    compare = question.spec.call_compare
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


def _compared_output(question: Question, case: Case, text: str) -> tuple[str | None, str | None]:
    """What a program printed as it is shown, and what is wrong with it."""
    return cut(text), output_difference(question.stdout(case), text, compare=question.spec.output_compare(case))


def _expected(question: Question, case: Case) -> str | None:
    if case.is_program:
        return cut(question.stdout(case))
    if case.raises is not None:
        return f"raises {case.raises}"
    return None if case.expected_digest is not None else render(case.answer())


def _clean(text: str) -> str:
    """Lone surrogates cannot be sent as UTF-8; they are shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def unrun(case: Case) -> CaseReport:
    """The report of a case that was not run."""
    return CaseReport(
        name=case.name, outcome=CaseOutcome.SKIPPED, passed=False, hidden=case.hidden, category=case.category
    )


def _missing(case: Case, main_file: str) -> CaseReport:
    error = f"the file {main_file} is missing"
    return unrun(case).model_copy(update={"outcome": CaseOutcome.COMPILE_ERROR, "error": error})
