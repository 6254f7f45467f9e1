"""Programs as candidates write them, judged where they are judged in production."""

from pathlib import Path

import pytest

from bank.judge import Verdict, verdict
from bank.load import load_bank
from bank.models import Question
from bank.verify import Bench
from protocol.facts import CaseReport
from protocol.values import CaseOutcome, Language
from tests.unit.bank.packages import REFERENCE, STARTER, write_package

PROGRAMS: dict[str, tuple[str, CaseOutcome, str]] = {
    "right": (REFERENCE, CaseOutcome.PASSED, "All 4 cases pass."),
    "a subclass of the expected error": (
        REFERENCE.replace("def add_up", "class Bad(ValueError): ...\n\n\ndef add_up").replace(
            "raise ValueError", "raise Bad"
        ),
        CaseOutcome.PASSED,
        "All 4 cases pass.",
    ),
    "the starter": (STARTER, CaseOutcome.RUNTIME_ERROR, "NotImplementedError"),
    "a syntax error": ("def add_up(numbers:\n    return 1\n", CaseOutcome.COMPILE_ERROR, "does not load"),
    "no such function": ("def add(numbers):\n    return 1\n", CaseOutcome.COMPILE_ERROR, "add_up"),
    "an endless loop": (
        REFERENCE.replace("    return sum", "    while not numbers: pass\n    return sum"),
        CaseOutcome.TIME_LIMIT,
        "too much time",
    ),
    "a sudden exit": ("import os\ndef add_up(numbers):\n    os._exit(0)\n", CaseOutcome.RUNTIME_ERROR, "ended"),
    "deep recursion": (
        "def add_up(numbers):\n    return add_up(numbers)\n",
        CaseOutcome.RUNTIME_ERROR,
        "RecursionError",
    ),
    "a wrong sum": ("def add_up(numbers):\n    return 3\n", CaseOutcome.WRONG_ANSWER, "expected 0, got 3"),
    "a bool for a number": (
        "def add_up(numbers):\n    return sum(numbers) or False\n",
        CaseOutcome.WRONG_ANSWER,
        "expected 0, got true or false",
    ),
    "forged output": (
        "import sys\ndef add_up(numbers):\n    sys.stdout.write('[3]' * 20)\n    sys.stdout.flush()\n    return 7\n",
        CaseOutcome.WRONG_ANSWER,
        "expected 3, got 7",
    ),
    "nothing returned": ("def add_up(numbers):\n    sum(numbers)\n", CaseOutcome.WRONG_ANSWER, "got null"),
    "a result that is no JSON": ("def add_up(numbers):\n    return object()\n", CaseOutcome.RUNTIME_ERROR, ""),
    "right for what is visible": (
        REFERENCE.replace("return sum(numbers)", "return sum(numbers[:10])"),
        CaseOutcome.WRONG_ANSWER,
        "hidden failure is in category scale: a wrong answer",
    ),
}


async def judged(question: Question, bench: Bench, source: str) -> tuple[Verdict, list[CaseReport]]:
    reports = await bench.judge(question, Language.PYTHON, {"solution.py": source})
    return verdict(reports), reports


@pytest.fixture
def question(tmp_path: Path) -> Question:
    write_package(tmp_path / "bank")
    return load_bank([tmp_path / "bank"]).questions["add-up"]


@pytest.mark.parametrize("what", PROGRAMS)
async def test_each_program_gets_its_verdict_and_a_helpful_message(question: Question, bench: Bench, what: str) -> None:
    source, outcome, words = PROGRAMS[what]
    found, reports = await judged(question, bench, source)
    assert found.outcome is outcome, reports
    assert found.accepted == (outcome is CaseOutcome.PASSED)
    assert words in found.message
    assert found.total == len(reports) == 4


async def test_the_line_of_an_error_is_the_candidates(question: Question, bench: Bench) -> None:
    _, reports = await judged(question, bench, "def add_up(numbers):\n    x = 1\n    return numbers[99]\n")
    assert reports[0].line == 3
    assert "IndexError" in (reports[0].error or "")


async def test_what_a_program_prints_is_shown_with_its_case(question: Question, bench: Bench) -> None:
    _, reports = await judged(question, bench, "def add_up(numbers):\n    print('seen', numbers)\n    return 3\n")
    assert "seen [1, 2]" in reports[0].output


async def test_code_that_keeps_what_it_saw_cannot_show_a_hidden_case_in_a_visible_one(
    question: Question, bench: Bench
) -> None:
    keeps = (
        "def add_up(numbers):\n"
        "    with open('seen.txt', 'a+') as file:\n"
        "        file.write(repr(numbers))\n"
        "        file.seek(0)\n"
        "        print(file.read())\n"
        "    return sum(numbers)\n"
    )
    found, reports = await judged(question, bench, keeps)
    assert "2, 2, 2" not in "".join(report.model_dump_json() for report in reports if not report.hidden)
    assert "2, 2, 2" not in repr(found)
