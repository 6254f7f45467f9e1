"""HumanEval-style files become questions: one line, one function, checks that the candidate cannot rewrite."""

import ast
import gzip
from pathlib import Path

import pytest

from bank.importing import humaneval
from bank.importing.drafts import Draft
from bank.importing.reading import NotImportable
from protocol.values import Language
from tests.unit.bank.foreign_humaneval import ADD, CALLED, ELSEWHERE, PLAIN, PYTHON_2, REPAIR, ROOT, jsonl


def draft(tmp_path: Path, task: dict[str, str]) -> Draft:
    """The draft of a file with one task."""
    (tmp_path / "tasks.jsonl").write_text(jsonl(task), encoding="utf-8")
    (source,) = humaneval.find(tmp_path / "tasks.jsonl")
    (found,) = source.drafts()
    return found


def test_a_task_becomes_starter_reference_and_a_test_of_its_check(tmp_path: Path) -> None:
    found = draft(tmp_path, ADD)
    pack = found.packs[Language.PYTHON]

    assert found.id == "humaneval-0"
    assert pack.reference["solution.py"] == ADD["prompt"] + ADD["canonical_solution"]
    assert pack.starter["solution.py"] == ADD["prompt"] + "    raise NotImplementedError\n"
    assert pack.tests["test_solution.py"].endswith("def test_add_all():\n    check(submitted.add_all)\n")
    assert "add_all(numbers: List[int]) -> int" in found.statement
    assert ">>> add_all([1, 2])" in found.statement


def test_what_the_checks_use_of_the_prompt_is_the_prompts_own(tmp_path: Path) -> None:
    test = draft(tmp_path, ROOT).packs[Language.PYTHON].tests["test_solution.py"]

    names = [node.name for node in ast.parse(test).body if isinstance(node, ast.FunctionDef)]
    assert names == ["poly", "check", "test_test_root"]
    assert "from solution import" not in test


def test_what_the_checks_use_of_the_solution_comes_from_it_and_the_check_runs_once(tmp_path: Path) -> None:
    test = draft(tmp_path, CALLED).packs[Language.PYTHON].tests["test_solution.py"]
    assert "from solution import shift, unshift" in test
    assert "check(shift)" not in test


def test_a_known_wrong_program_is_tried_under_each_label_and_left_out_last(tmp_path: Path) -> None:
    (tmp_path / "tasks.jsonl").write_text(jsonl(REPAIR), encoding="utf-8")
    (source,) = humaneval.find(tmp_path / "tasks.jsonl")
    *labelled, without = source.drafts()

    (first, *_) = labelled
    wrong = first.packs[Language.PYTHON].wrong
    assert wrong == {"wrong_answer--buggy_solution": {"solution.py": REPAIR["prompt"] + REPAIR["buggy_solution"]}}
    assert {name.partition("--")[0] for one in labelled for name in one.packs[Language.PYTHON].wrong} == {
        "wrong_answer", "time_limit", "compile_error", "runtime_error"
    }  # fmt: skip
    assert without.packs[Language.PYTHON].wrong == {}
    assert "buggy_solution" in without.notes[0]


def test_asserts_without_a_check_become_one_test(tmp_path: Path) -> None:
    pack = draft(tmp_path, PLAIN).packs[Language.PYTHON]
    assert "    text = 'a\\nb'\n    assert twice(2) == 4" in pack.tests["test_solution.py"]
    assert pack.starter["solution.py"].endswith("\n  raise NotImplementedError\n")
    ast.parse(pack.reference["solution.py"])


def test_a_prompt_may_end_in_the_head_of_a_method(tmp_path: Path) -> None:
    head = 'class Box:\n    """Holds."""\n\n    def __init__(self, held):\n'
    task = ADD | {"prompt": head, "canonical_solution": "        self.held = held\n", "entry_point": "Box"}
    pack = draft(tmp_path, task).packs[Language.PYTHON]
    assert pack.starter["solution.py"] == head + "        raise NotImplementedError\n"


@pytest.mark.parametrize("task", [PYTHON_2, ELSEWHERE])
def test_a_task_in_no_python_3_says_so(tmp_path: Path, task: dict[str, str]) -> None:
    with pytest.raises(NotImportable, match="no Python 3"):
        draft(tmp_path, task)


def test_a_line_that_is_no_task_is_told_with_its_number_and_the_others_are_read(tmp_path: Path) -> None:
    text = jsonl(ADD, newline="\r\n") + "\n{bad\n" + '{"task_id": "x"}\n' + jsonl(PLAIN)
    with gzip.open(tmp_path / "tasks.jsonl.gz", "wt", encoding="utf-8-sig") as file:
        file.write(text)

    found = list(humaneval.find(tmp_path / "tasks.jsonl.gz"))

    assert [source.name for source in found] == ["HumanEval/0", "tasks.jsonl.gz:3", "tasks.jsonl.gz:4", "plain/1"]
    with pytest.raises(NotImportable, match="no JSON"):
        found[1].drafts()
    with pytest.raises(NotImportable, match="prompt"):
        found[2].drafts()


def test_a_file_that_breaks_off_is_told(tmp_path: Path) -> None:
    whole = gzip.compress(jsonl(*[ADD] * 2000).encode())
    (tmp_path / "tasks.jsonl.gz").write_bytes(whole[: len(whole) // 2])

    *_, last = humaneval.find(tmp_path / "tasks.jsonl.gz")
    with pytest.raises(NotImportable, match="from here on"):
        last.drafts()
