"""Whatever a program does to look right, a wrong answer is never taken for one, and its next call is judged alone."""

import re
from pathlib import Path

import pytest

from bank.judge_cases import report_of
from bank.spec import Case
from protocol.values import CaseOutcome, Language
from sandbox.local_sandbox import LocalSandbox
from sandbox.runners.base import Call
from sandbox.runners.registry import RUNNERS
from tests.contract.runners.conftest import needs
from tests.unit.bank.packages import asking

CORPUS = Path(__file__).with_name("forgeries")
ENDINGS = {"python": "py", "javascript": "js", "typescript": "ts", "go": "go"}
_SECTION = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<every>every case\n)?```\w+\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)

CASES = [
    Case(name="harmed", input=[1], expected=2, hidden=True),
    Case(name="after", input=[2], expected=4, hidden=True),
]


def corpus(language: str) -> list[tuple[str, str, bool]]:
    """Title, code, and whether every case is lost."""
    text = (CORPUS / f"{language}.md").read_text(encoding="utf-8")
    found = [(match["title"], match["code"], match["every"] is not None) for match in _SECTION.finditer(text)]
    assert len(found) == text.count("\n## ")
    return found


def params() -> list[object]:
    """Every forgery, in every language that it is one of."""
    chosen = {
        "python": corpus("python"),
        "javascript": corpus("javascript"),
        "typescript": corpus("javascript") + corpus("typescript"),
        "go": corpus("go"),
    }
    return [
        pytest.param(language, code, every, id=f"{language}: {title}", marks=needs(language))
        for language, forgeries in chosen.items()
        for title, code, every in forgeries
    ]


@pytest.mark.parametrize(("language", "code", "every"), params())
async def test_a_forgery_never_passes_and_loses_its_own_case_only(
    box: LocalSandbox, language: str, code: str, every: bool
) -> None:
    main_file = f"solution.{ENDINGS[language]}"
    await box.write_file(main_file, code.encode())
    calls = [Call(case.name, str(case.arguments()), wall_ms=2000, memory_mb=128) for case in CASES]
    results = [
        result async for result in RUNNERS[language].run_cases(box, main_file=main_file, function="f", calls=calls)
    ]
    question, spoken = asking(CASES), Language(language)
    reports = [report_of(question, case, result, language=spoken) for case, result in zip(CASES, results, strict=False)]
    assert not reports[0].passed, results
    if every:
        assert not any(report.passed for report in reports)
    else:
        assert [report.outcome for report in reports[1:]] == [CaseOutcome.PASSED], results


def test_the_corpus_holds_twenty_forgeries_for_each_language() -> None:
    for language in ("python", "javascript", "go"):
        assert len(corpus(language)) >= 20
    assert len(corpus("javascript") + corpus("typescript")) >= 20
