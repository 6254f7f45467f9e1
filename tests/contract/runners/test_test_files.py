"""Files of tests in every language: a result at a time, with its place, and an end in every case."""

import asyncio
import time

import pytest

from sandbox.local_sandbox import LocalSandbox
from sandbox.runners import base
from sandbox.runners.registry import TEST_RUNNERS
from sandbox.runners.tests_jest import JestTests
from sandbox.runners.tests_pytest import PytestTests
from tests.contract.runners.conftest import Left, needs

# For each language: the solution, tests of which one passes, one fails an equality, and one is skipped.
FILES = {
    "python": {
        "solution.py": "def f(x):\n    return 2 * x\n",
        "test_solution.py": """import pytest
from solution import f
def test_right():
    print("hello")
    assert f(1) == 2
def test_wrong():
    assert f(2) == 5
@pytest.mark.skip
def test_later(): pass
""",
    },
    "javascript": {
        "solution.js": "function f(x) { return 2 * x }\nmodule.exports = { f }\n",
        "solution.test.js": """const { f } = require('./solution')
test('right', () => { console.log('hello'); expect(f(1)).toBe(2) })
test('wrong', () => {
  expect(f(2)).toBe(5)
})
test.skip('later', () => {})
""",
    },
    "typescript": {
        "solution.ts": "export function f(x: number): number { return 2 * x }\n",
        "solution.test.ts": """import { f } from './solution'
test('right', () => { console.log('hello'); expect(f(1)).toBe(2) })
test('wrong', () => {
  const five: number = 5
  expect(f(2)).toBe(five)
})
test.skip('later', () => {})
""",
    },
    "go": {
        "solution.go": "package solution\n\nfunc f(x int) int { return 2 * x }\n",
        "solution_test.go": """package solution
import "testing"
func TestRight(t *testing.T) { t.Log("hello"); if f(1) != 2 { t.Fail() } }
func TestWrong(t *testing.T) {
	if got := f(2); got != 5 {
		t.Errorf("f(2) = %d, want %d", got, 5)
	}
}
func TestLater(t *testing.T) { t.Skip() }
""",
    },
}
WRONG_LINE = {"python": 7, "javascript": 4, "typescript": 5, "go": 6}
BROKEN = {
    "python": ("solution.py", "def f(x:\n    pass\n"),
    "javascript": ("solution.js", "function f(x) {\n"),
    "typescript": ("solution.ts", "export function f(x: number: string) {}\n"),
    "go": ("solution.go", "package solution\n\nfunc f(x int) int { return y }\n"),
}
ENDLESS = {
    "python": ("test_solution.py", "def test_endless():\n    while True: pass\n"),
    "javascript": ("solution.test.js", "test('endless', () => { while (true); })\n"),
    "typescript": ("solution.test.ts", "test('endless', () => { while (true); })\n"),
    "go": ("solution_test.go", 'package solution\nimport "testing"\nfunc TestEndless(t *testing.T) { for {} }\n'),
}
KILLED = {
    "python": ("test_solution.py", "import os\ndef test_it():\n    print('bye', flush=True)\n    os._exit(0)\n"),
    "javascript": ("solution.test.js", "test('it', () => { process.reallyExit(0) })\n"),
    "typescript": ("solution.test.ts", "test('it', () => { (process as any).reallyExit(0) })\n"),
    "go": (
        "solution_test.go",
        'package solution\nimport ("os"; "testing")\nfunc TestIt(t *testing.T) { os.Exit(0) }\n',
    ),
}

each_language = pytest.mark.parametrize("language", [pytest.param(name, marks=needs(name)) for name in FILES])


async def write(sandbox: LocalSandbox, *files: tuple[str, str]) -> None:
    for path, text in files:
        await sandbox.write_file(path, text.encode())


async def events(sandbox: LocalSandbox, language: str, *paths: str, wall_s: float = 60.0) -> dict[str, base.TestEvent]:
    """All results of a run by their name's last word."""
    ran = TEST_RUNNERS[language].run_tests(sandbox, paths=paths, wall_s=wall_s)
    return {event.name.rpartition(":")[2].strip(): event async for event in ran}


@each_language
async def test_each_result_tells_its_outcome_output_difference_and_place(box: LocalSandbox, language: str) -> None:
    await write(box, *FILES[language].items())
    found = list((await events(box, language)).values())
    assert [event.outcome for event in found] == ["passed", "failed", "skipped"], found
    right, wrong, _ = found
    assert "hello" in right.output
    assert (wrong.expected, wrong.actual) == ("5", "4")
    assert (wrong.file, wrong.line) == (list(FILES[language])[1], WRONG_LINE[language]), wrong
    assert wrong.error


@each_language
async def test_only_the_paths_asked_for_run(box: LocalSandbox, language: str) -> None:
    solution, tests = FILES[language].items()
    await write(box, solution, tests, (f"other/{tests[0]}", "broken ("))
    found = await events(box, language, tests[0])
    assert len(found) == 3, found


@pytest.mark.parametrize("language", [pytest.param(name, marks=needs(name)) for name in ("javascript", "typescript")])
async def test_beside_another_languages_solution_the_runs_own_is_tested(box: LocalSandbox, language: str) -> None:
    other = {"javascript": "typescript", "typescript": "javascript"}[language]
    solution, _ = FILES[other].items()
    await write(box, *FILES[language].items(), (solution[0], "throw new Error('the other language')\n"))
    found = list((await events(box, language)).values())
    assert [event.outcome for event in found] == ["passed", "failed", "skipped"], found


@pytest.mark.parametrize("language", [pytest.param(name, marks=needs(name)) for name in ("javascript", "typescript")])
async def test_what_es_modules_export_can_be_spied_on(box: LocalSandbox, language: str) -> None:
    ending = {"javascript": "js", "typescript": "ts"}[language]
    tests = """import * as solution from './solution'
import * as clock from './clock'
test('seen', () => {
  const spy = jest.spyOn(clock, 'now').mockReturnValue(7)
  expect(solution.f(1)).toBe(8)
  expect(spy).toHaveBeenCalledTimes(1)
  spy.mockRestore()
  expect(solution.f(1)).toBe(2)
})
test('the other export', () => { jest.spyOn(solution, 'f').mockReturnValue(3); expect(solution.f(1)).toBe(3) })
"""
    await write(
        box,
        (f"clock.{ending}", "export function now() { return 1 }\n"),
        (
            f"solution.{ending}",
            "import { now } from './clock'\nexport const g = 1\nexport const f = (x) => x + now()\n",
        ),
        (f"solution.test.{ending}", tests),
    )
    found = list((await events(box, language)).values())
    assert [event.outcome for event in found] == ["passed", "passed"], found


@needs("go")
async def test_a_module_of_an_older_go_has_each_of_its_tests_run(box: LocalSandbox) -> None:
    tests = """package solution

import "testing"

func TestFirst(t *testing.T) { t.Error("wrong") }

func TestLast(t *testing.T) {}
"""
    await write(box, ("go.mod", "module solution\n\ngo 1.13\n"), ("solution_test.go", tests))
    found = {name: event.outcome for name, event in (await events(box, "go")).items()}
    assert found == {"TestFirst": "failed", "TestLast": "passed"}


@each_language
async def test_code_that_does_not_load_is_told_with_its_place(box: LocalSandbox, language: str) -> None:
    _, tests = FILES[language].items()
    await write(box, tests, BROKEN[language])
    (event,) = (await events(box, language)).values()
    assert event.outcome is base.TestOutcome.NOT_LOADED, event
    assert event.file == BROKEN[language][0], event
    assert event.error


@pytest.mark.parametrize("language", [pytest.param("go", marks=needs("go"))])
async def test_a_run_that_ends_between_tests_is_a_crash_beside_what_passed(box: LocalSandbox, language: str) -> None:
    text = (
        'package solution\nimport ("log"; "testing")\nfunc TestFirst(t *testing.T) {}\n'
        'func TestSecond(t *testing.T) { log.Fatal("no such file") }\nfunc TestThird(t *testing.T) {}\n'
    )
    await write(box, ("solution_test.go", text))
    first, end = (await events(box, language)).values()
    assert (first.name, first.outcome) == ("TestFirst", base.TestOutcome.PASSED), first
    assert end.outcome is base.TestOutcome.CRASHED, end
    assert "no such file" in (end.error or ""), end


@each_language
async def test_no_test_at_all_is_told(box: LocalSandbox, language: str) -> None:
    solution, _ = FILES[language].items()
    await write(box, solution)
    (event,) = (await events(box, language)).values()
    assert event.outcome is base.TestOutcome.NOT_LOADED, event
    assert "no test" in (event.error or ""), event


@each_language
async def test_a_run_that_never_ends_is_ended(box: LocalSandbox, language: str) -> None:
    await write(box, ENDLESS[language])
    found = list((await events(box, language, wall_s=3)).values())
    assert found[-1].outcome is base.TestOutcome.TIME_LIMIT, found


@each_language
async def test_a_test_that_ends_the_process_is_no_success(box: LocalSandbox, language: str) -> None:
    await write(box, KILLED[language])
    found = list((await events(box, language)).values())
    assert found
    assert all(event.outcome in {"crashed", "failed"} for event in found), found


@each_language
async def test_a_cancelled_run_leaves_nothing_running(box: LocalSandbox, left: Left, language: str) -> None:
    await write(box, ENDLESS[language])
    ran = TEST_RUNNERS[language].run_tests(box)
    waiting = asyncio.ensure_future(anext(ran))
    await asyncio.sleep(0.3)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ran.aclose()
    assert await left() == []


@pytest.mark.parametrize(
    ("runner", "language"),
    [
        pytest.param(PytestTests(), "python", marks=needs("python")),
        pytest.param(JestTests(), "typescript", marks=needs("typescript")),
    ],
)
async def test_a_program_ready_ahead_of_need_sees_the_files_as_they_are_at_the_run(
    box: LocalSandbox, runner: PytestTests | JestTests, language: str
) -> None:
    async with runner.warmed(box) as warm:
        await warm.ready()
        await write(box, *FILES[language].items())
        began = time.monotonic()
        found = [event async for event in warm.run_tests()]
        assert [event.outcome for event in found] == ["passed", "failed", "skipped"], found
        assert time.monotonic() - began < 10
