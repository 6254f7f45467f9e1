"""Foreign packages imported by the command and judged where candidates are judged: every verdict is right."""

import asyncio
import json
from pathlib import Path

import pytest

from bank.judge import verdict
from bank.load import load_bank
from bank.models import Question
from bank.verify import Bench
from protocol.values import CaseOutcome, Language
from tests.contract.bank.conftest import questions
from tests.unit.bank import foreign_humaneval as tasks
from tests.unit.bank.foreign_exercism import LIST_TS, NOTED_GO, PYTHON, QUEUE_JS, TALLY_GO, UNBUILT_GO, track
from tests.unit.bank.foreign_kattis import HELLO, MEAN, NOT_IMPORTABLE, SUM
from tests.unit.bank.packages import Tree, lay


def imported(tmp_path: Path, path: Path, *more: str) -> tuple[int, dict[str, dict[str, object]], dict[str, Question]]:
    """What the command says of every source, and the bank it wrote."""
    report = tmp_path / "report.json"
    into = tmp_path / "bank"
    argv = ["import", str(path), "--into", str(into), "--json", str(report), *more]
    status = questions(argv, dirs=[], state=tmp_path / "state")
    bank = load_bank([into]) if into.exists() else None
    assert bank is None or bank.refused == []
    told = {entry["source"]: entry for entry in json.loads(report.read_text())["sources"]}
    return status, told, bank.questions if bank else {}


def verified(tmp_path: Path) -> bool:
    """Whether `questions verify` accepts what was imported, everything run again."""
    return questions(["verify", "--all"], dirs=[tmp_path / "bank"], state=tmp_path / "state") == 0


async def outcome(bench: Bench, question: Question, language: Language, files: dict[str, str]) -> CaseOutcome:
    """The verdict on a candidate's files."""
    whole = question.packs[language].starter | files
    return verdict(await bench.judge(question, language, whole)).outcome


def test_a_python_track_is_imported_and_what_cannot_be_is_listed(tmp_path: Path) -> None:
    status, told, questions = imported(tmp_path, lay(tmp_path / "track", PYTHON))

    assert status == 0
    assert questions.keys() == {"python-parcel", "python-count-up", "python-tidy"}
    reasons = {name: str(entry["reason"]) for name, entry in told.items() if entry["reason"]}
    assert reasons.keys() == {"no-solution", "leads-out", "never-fails", "broken-reference"}
    assert "the reference fails" in reasons["broken-reference"]
    assert "starter passes" in reasons["never-fails"]
    assert questions["python-tidy"].spec.refactoring
    tests = questions["python-parcel"].packs[Language.PYTHON].tests["parcel_test.py"]
    assert "extra credit" not in tests
    assert "@unittest.skip(" in questions["python-count-up"].packs[Language.PYTHON].tests["count_up_test.py"]
    assert verified(tmp_path)


@pytest.mark.parametrize(
    ("language", "exercises"),
    [
        (Language.JAVASCRIPT, {"practice/print-queue": QUEUE_JS}),
        (Language.TYPESCRIPT, {"practice/linked": LIST_TS}),
        (Language.GO, {"practice/tally": TALLY_GO, "practice/later": UNBUILT_GO, "concept/noted": NOTED_GO}),
    ],
)
def test_tracks_of_other_languages_are_imported_whole(
    tmp_path: Path, language: Language, exercises: dict[str, Tree]
) -> None:
    status, told, questions = imported(tmp_path, lay(tmp_path / "track", track(language, exercises)))

    assert status == 0
    assert [entry["reason"] for entry in told.values()] == [None] * len(exercises)
    assert {question.languages[0] for question in questions.values()} == {language}
    assert verified(tmp_path)


async def test_wrong_programs_are_refused_by_imported_tests(tmp_path: Path, bench: Bench) -> None:
    root = lay(tmp_path / "tracks" / "js", track("javascript", {"practice/print-queue": QUEUE_JS}))
    lay(root.parent / "go", track("go", {"practice/tally": TALLY_GO}))
    (root.parent / "tasks.jsonl").write_text(tasks.jsonl(tasks.ROOT), encoding="utf-8")
    _, _, questions = await asyncio.to_thread(imported, tmp_path, root.parent)

    queue, tally, root_of = (questions[name] for name in ("javascript-print-queue", "go-tally", "humaneval-32"))
    right = queue.packs[Language.JAVASCRIPT].reference["print-queue.js"]
    wrong = {"print-queue.js": right.replace("shift()", "pop()")}
    assert await outcome(bench, queue, Language.JAVASCRIPT, {"print-queue.js": right}) is CaseOutcome.PASSED
    assert await outcome(bench, queue, Language.JAVASCRIPT, wrong) is CaseOutcome.WRONG_ANSWER
    broken = {"print-queue.js": right.replace("class Queue {", "class Queue {{")}
    assert await outcome(bench, queue, Language.JAVASCRIPT, broken) is CaseOutcome.COMPILE_ERROR
    counts = {"tally.go": TALLY_GO[".meta/example.go"].replace("found[word]++", "found[word] = 1")}
    assert await outcome(bench, tally, Language.GO, counts) is CaseOutcome.WRONG_ANSWER
    cheat = {"solution.py": "def poly(xs, x):\n    return 0\n\n\ndef test_root(xs):\n    return 1\n"}
    assert await outcome(bench, root_of, Language.PYTHON, cheat) is CaseOutcome.WRONG_ANSWER
    named = "def test_helper(x):\n    return x\n\n\ndef test_root(xs):\n    return test_helper(-xs[0] / xs[1])\n"
    helper = {"solution.py": named}
    assert await outcome(bench, root_of, Language.PYTHON, helper) is CaseOutcome.PASSED


def test_problem_packages_are_imported_with_their_submissions_as_labels(tmp_path: Path) -> None:
    root = tmp_path / "problems"
    lay(root / "sum", SUM)
    lay(root / "mean", MEAN)
    lay(root / "hello", HELLO)
    for name in ("custom", "onlycpp", "noanswer"):
        lay(root / name, NOT_IMPORTABLE[name][0])
    (root / "notes").mkdir()
    status, told, questions = imported(tmp_path, root)

    assert status == 0
    assert questions.keys() == {"sum", "mean", "hello"}
    assert {name for name, entry in told.items() if entry["reason"]} == {"custom", "onlycpp", "noanswer", "notes"}
    summed = questions["sum"]
    assert set(summed.packs) == {Language.PYTHON, Language.JAVASCRIPT, Language.GO}
    assert {(wrong.label, wrong.name) for wrong in summed.packs[Language.PYTHON].wrong} == {
        (CaseOutcome.WRONG_ANSWER, "wrong_answer-first_two-py"),
        (CaseOutcome.WRONG_ANSWER, "wrong_answer-silent-py"),
        (CaseOutcome.WRONG_ANSWER, "partially_accepted-small-py"),
        (CaseOutcome.RUNTIME_ERROR, "run_time_error-two-folders"),
        (CaseOutcome.TIME_LIMIT, "time_limit_exceeded-square-py"),
    }
    assert (len(summed.visible), len(summed.hidden)) == (1, 3)
    mean = questions["mean"]
    assert {wrong.name for wrong in mean.packs[Language.PYTHON].wrong} == {
        "mixed-lower-py",
        "wrong_answer-floor-py",
        "wrong_answer-trailing-py",
        "run_time_error-zero-py",
        "rejected-nan-py",
    }
    assert mean.spec.limits.wall_ms >= 1500
    hello = questions["hello"]
    assert {wrong.name: wrong.label for pack in hello.packs.values() for wrong in pack.wrong} == {
        "wrong_answer-case-py": CaseOutcome.WRONG_ANSWER,
        "wrong_answer-space-ts": CaseOutcome.WRONG_ANSWER,
        "wrong_answer-end-py": CaseOutcome.WRONG_ANSWER,
        "run_time_error-after-py": CaseOutcome.RUNTIME_ERROR,
        "memory_limit_exceeded-giant-py": CaseOutcome.MEMORY_LIMIT,
        "output_limit_exceeded-chatty-py": CaseOutcome.OUTPUT_LIMIT,
    }
    assert verified(tmp_path)


def test_a_humaneval_file_is_imported_and_each_bad_line_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    good = [tasks.ADD, tasks.ROOT, tasks.CALLED, tasks.PLAIN, tasks.REPAIR, tasks.HARMLESS]
    bad = [tasks.PYTHON_2, tasks.WRONG, tasks.ELSEWHERE_MADE, tasks.ADD]
    file.write_text(tasks.jsonl(*good, *bad) + "{\n", encoding="utf-8")
    status, told, questions = imported(tmp_path, file)

    assert status == 0
    assert questions.keys() == {"humaneval-0", "humaneval-32", "other-set-x-7", "plain-1", "repair-1", "repair-2"}
    (buggy,) = questions["repair-1"].packs[Language.PYTHON].wrong
    assert (buggy.label, buggy.name) == (CaseOutcome.COMPILE_ERROR, "buggy_solution")
    assert told["Repair/2"]["notes"] == ["buggy_solution: it does not fail the tests; left out"]
    assert told["old/1"]["reason"]
    assert "the reference fails" in str(told["wrong/1"]["reason"])
    assert "No module named 'not_here'" in str(told["made/1"]["reason"])
    assert told["tasks.jsonl:11"]["reason"]
    assert verified(tmp_path)


def test_importing_again_replaces_what_came_from_there_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text(tasks.jsonl(tasks.ADD), encoding="utf-8")
    assert imported(tmp_path, file)[0] == 0
    file.write_text(tasks.jsonl(tasks.ADD | {"prompt": tasks.ADD["prompt"].replace("up.", "all.")}), encoding="utf-8")

    status, _, questions = imported(tmp_path, file)
    assert status == 0
    assert "all." in questions["humaneval-0"].statement

    file.rename(tmp_path / "others.jsonl")
    status, told, _ = imported(tmp_path, tmp_path / "others.jsonl")
    assert status == 1
    assert "move it away" in str(told["HumanEval/0"]["reason"])
    assert list((tmp_path / "bank").iterdir()) == [tmp_path / "bank" / "humaneval-0"]


def test_a_path_with_nothing_to_import_says_what_would_be_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["import", str(tmp_path), "--into", str(tmp_path / "bank")]
    assert questions(argv, dirs=[], state=tmp_path / "state") == 1
    assert "problem.yaml" in " ".join(capsys.readouterr().out.split())
    assert not (tmp_path / "bank").exists()
