"""Whatever a program does to look right, a wrong answer is never taken for one, and its next call is judged alone."""

import re
from pathlib import Path

import pytest

from bank.judge_cases import report_of
from bank.spec import Case
from protocol.values import CaseOutcome, Language
from sandbox.local_sandbox import LocalSandbox
from sandbox.runners.base import Call, TestOutcome
from sandbox.runners.registry import RUNNERS, TEST_RUNNERS
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


GO_TESTS = """package solution
import "testing"
func TestFirst(t *testing.T) { if got := f(1); got != 2 { t.Errorf("f(1) = %d, want 2", got) } }
func TestSecond(t *testing.T) {
	t.Run("two", func(t *testing.T) { if got := f(2); got != 4 { t.Errorf("f(2) = %d, want 4", got) } })
}
"""


@pytest.mark.parametrize("code", [pytest.param(code, id=title) for title, code, _ in corpus("go_tests")])
@needs("go")
async def test_a_test_in_go_that_fails_is_never_told_as_passed(box: LocalSandbox, code: str) -> None:
    for path, text in {"go.mod": "module solution\n\ngo 1.24\n", "solution.go": code, "f_test.go": GO_TESTS}.items():
        await box.write_file(path, text.encode())
    told = [event async for event in TEST_RUNNERS["go"].run_tests(box, paths=["f_test.go"], wall_s=30)]
    assert told
    assert all(event.outcome is not TestOutcome.PASSED for event in told), told


@needs("go")
async def test_tests_in_go_with_parts_examples_and_a_main_of_their_own_are_all_told(box: LocalSandbox) -> None:
    tests = (
        GO_TESTS
        + """
func TestSkipped(t *testing.T) { t.Skip("later") }
func TestInParallel(t *testing.T) {
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) { t.Parallel(); print("half a line") })
	}
}
func FuzzF(t *testing.F) { t.Add(1); t.Fuzz(func(t *testing.T, x int) { f(x) }) }
func ExampleF() {
	println(f(1))
	// Output:
}
func TestMain(m *testing.M) { ready = true; m.Run() }
var ready bool
func TestMainRan(t *testing.T) { if !ready { t.Fatal("it did not") } }
"""
    )
    await box.write_file("solution.go", b"package solution\nfunc f(x int) int { return 2 * x }\n")
    await box.write_file("f_test.go", tests.encode())
    told = {event.name: event.outcome async for event in TEST_RUNNERS["go"].run_tests(box)}
    passed = ["TestFirst", "TestSecond/two", "TestSecond", "TestInParallel/one", "TestInParallel/two", "TestInParallel"]
    passed += ["FuzzF/seed#0", "FuzzF", "ExampleF", "TestMainRan"]
    assert told == {**dict.fromkeys(passed, TestOutcome.PASSED), "TestSkipped": TestOutcome.SKIPPED}


def test_the_corpus_holds_twenty_forgeries_for_each_language() -> None:
    for language in ("python", "javascript", "go"):
        assert len(corpus(language)) >= 20
    assert len(corpus("javascript") + corpus("typescript")) >= 20
