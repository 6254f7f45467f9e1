import json
import os
from pathlib import Path

import pytest

from bank.load import load_bank
from bank.package import MAX_FILE_BYTES
from protocol.values import CaseOutcome, Difficulty, InterviewType, Language
from tests.unit.bank.packages import STARTER, STATEMENT, YAML, write_package

QUESTIONS = Path(__file__).parents[3] / "questions"


def test_a_good_package_becomes_a_question(tmp_path: Path) -> None:
    write_package(tmp_path)
    bank = load_bank([tmp_path])
    assert bank.refused == []
    question = bank.questions["add-up"]
    assert [case.name for case in question.visible] == ["two", "none", "words"]
    assert question.hidden[0].arguments() == [[2] * 1000]
    assert json.loads(question.hidden[0].arguments_text()) == [[2] * 1000]
    assert question.packs[Language.PYTHON].wrong[0].label is CaseOutcome.WRONG_ANSWER
    assert question.public_cases(Language.PYTHON)[2].expected == "raises ValueError"
    assert question.starter_files(Language.PYTHON)[0].content == STARTER


def test_the_main_file_comes_first_and_the_starter_fills_what_a_solution_leaves_out(tmp_path: Path) -> None:
    write_package(tmp_path, {"python/starter/a_first.py": "A = 1\n", "python/starter/logs/x.log": "slow\n"})
    pack = load_bank([tmp_path]).questions["add-up"].packs[Language.PYTHON]
    assert list(pack.starter) == ["solution.py", "a_first.py", "logs/x.log"]
    assert pack.reference["a_first.py"] == "A = 1\n"
    assert list(pack.wrong[0].files) == ["solution.py", "a_first.py", "logs/x.log"]


def test_a_readonly_file_is_marked_so(tmp_path: Path) -> None:
    write_package(tmp_path, {"python/starter/app.log": "x\n", "question.yaml": YAML + "readonly: [app.log]\n"})
    files = load_bank([tmp_path]).questions["add-up"].starter_files(Language.PYTHON)
    assert [(file.path, file.role, file.readonly) for file in files] == [
        ("solution.py", "main", False),
        ("app.log", "support", True),
    ]


def swap(old: str, new: str) -> dict[str, str | None]:
    assert old in YAML
    return {"question.yaml": YAML.replace(old, new, 1)}


MALFORMED: dict[str, tuple[dict[str, str | None], str, int | None, str]] = {
    "broken YAML": (swap("topics: [arithmetic]", "topics: [arithmetic"), "question.yaml", 5, "expected"),
    "an empty file": ({"question.yaml": ""}, "question.yaml", 1, "empty"),
    "a list instead of a mapping": ({"question.yaml": "- a\n"}, "question.yaml", 1, "no mapping"),
    "an unknown key": (swap("topics:", "topic:"), "question.yaml", 4, "topic: Extra inputs"),
    "an unknown key of a case": (swap("    expected: 3", "    expcted: 3"), "question.yaml", 14, "expcted"),
    "a key that stands twice": (swap("difficulty: easy", "title: Again"), "question.yaml", 3, "stands twice"),
    "a key that is a number": (swap("[[1, 2]]", "[{1: 2}]"), "question.yaml", 13, "no string"),
    "a tag": (swap("title: Add up", "title: !!python/name:os.system x"), "question.yaml", 2, "tags"),
    "an alias": (swap("[[1, 2]]", "[&x [1], *x]"), "question.yaml", 13, "anchors"),
    "another id": (swap("id: add-up", "id: add-down"), "question.yaml", 1, "not the folder's name"),
    "an id that is no id": (swap("id: add-up", "id: ../up"), "question.yaml", 1, "id: "),
    "a difficulty that is none": (swap("easy", "trivial"), "question.yaml", 3, "difficulty"),
    "minutes in words": (swap("estimated_minutes: 5", "estimated_minutes: five"), "question.yaml", 5, "minutes"),
    "two cases of one name": (swap("name: none", "name: two"), "question.yaml", 15, "a second case"),
    "no answer": (swap("    expected: 3\n", ""), "question.yaml", 12, "exactly one of"),
    "two answers": (swap("    expected: 3", "    expected: 3\n    raises: ValueError"), "question.yaml", 12, "one of"),
    "the wrong number of arguments": (swap("[[1, 2]]", "[1, 2]"), "question.yaml", 13, "2 arguments for 1"),
    "a recipe in a visible case": (swap("    hidden: true\n", ""), "question.yaml", 23, "visible case is written out"),
    "all cases hidden": (
        {"question.yaml": YAML.replace("    input:", "    hidden: true\n    input:", 3)},
        "question.yaml",
        11,
        "no case is visible",
    ),
    "only visible cases": (
        swap("    hidden: true\n    input: [{$repeat: [2, 1000]}]", "    input: [[2000]]"),
        "question.yaml",
        11,
        "no case is hidden",
    ),
    "a recipe that is none": (swap("$repeat", "$eval"), "question.yaml", 23, "no recipe is called $eval"),
    "a recipe that grows too large": (swap("[2, 1000]", "[2, 10000000]"), "question.yaml", 23, "over"),
    "a readonly path that leads out": (
        {"question.yaml": YAML + "readonly: [../../etc/passwd]\n"},
        "question.yaml",
        32,
        "no path inside",
    ),
    "a readonly path to nothing": (
        {"question.yaml": YAML + "readonly: [gone.log]\n"},
        "question.yaml",
        32,
        "no file of a starter",
    ),
    "an unknown label": (
        {"python/wrong/slow--loop/solution.py": "x"},
        "python/wrong/slow--loop",
        None,
        "slow is no label",
    ),
    "a wrong solution without a name": (
        {"python/wrong/wrong_answer/solution.py": "x"},
        "python/wrong/wrong_answer",
        None,
        "<label>--<name>",
    ),
    "an unknown language": ({"cobol/starter/solution.cbl": "x"}, "cobol/starter/solution.cbl", None, "no part"),
    "an unknown folder of a language": ({"python/tests/test.py": "x"}, "python/tests/test.py", None, "starter/"),
    "no statement": ({"statement.md": None}, "statement.md", None, "missing"),
    "no question.yaml": ({"question.yaml": None}, "question.yaml", None, "missing"),
    "no starter": ({"python/starter/solution.py": None}, "python/starter/solution.py", None, "missing"),
    "no reference": ({"python/reference/solution.py": None}, "python/reference/solution.py", None, "missing"),
    "a statement with one example": (
        {"statement.md": STATEMENT.split("```example\nadd_up([", maxsplit=1)[0]},
        "statement.md",
        1,
        "0 examples",
    ),
    "an example of another function": (
        {"statement.md": STATEMENT.replace("add_up([1, 2])", "sum([1, 2])")},
        "statement.md",
        3,
        "calls sum",
    ),
    "an example that is no JSON": (
        {"statement.md": STATEMENT.replace("=> 3", "=> three")},
        "statement.md",
        3,
        "JSON",
    ),
    "an example that is never closed": ({"statement.md": STATEMENT[:-5]}, "statement.md", 8, "never closed"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_question_is_refused_with_file_and_line_and_the_others_load(tmp_path: Path, what: str) -> None:
    changes, file, line, reason = MALFORMED[what]
    bad = write_package(tmp_path, changes)
    good = {"question.yaml": YAML.replace("id: add-up", "id: good-one")}
    write_package(tmp_path, good, name="good-one")
    bank = load_bank([tmp_path])
    assert list(bank.questions) == ["good-one"]
    assert any(
        refusal.file == bad / file and refusal.line == line and reason in refusal.reason for refusal in bank.refused
    ), [str(refusal) for refusal in bank.refused]


def test_several_mistakes_are_all_told(tmp_path: Path) -> None:
    write_package(tmp_path, {"question.yaml": YAML.replace("easy", "so-so").replace("minutes: 5", "minutes: 500")})
    assert sorted(refusal.line or 0 for refusal in load_bank([tmp_path]).refused) == [3, 5]


@pytest.mark.parametrize("place", ["python/reference/solution.py", "python/wrong", "."])
def test_a_link_is_never_followed(tmp_path: Path, place: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0")
    root = tmp_path / "bank"
    folder = write_package(root)
    target = folder / place if place != "." else root / "linked"
    if target.is_dir():
        os.rename(target, tmp_path / "moved")
        secret = tmp_path / "moved"
    target.unlink(missing_ok=True)
    target.symlink_to(secret if place != "." else folder)
    refused = load_bank([root]).refused
    assert [(refusal.file, "a link" in refusal.reason) for refusal in refused] == [(target, True)]


def test_a_circle_of_links_is_refused_at_once(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "python" / "again").symlink_to(folder)
    assert "a link" in str(load_bank([tmp_path]).refused[0])


def test_a_pipe_in_a_package_does_not_hang_the_loader(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    os.mkfifo(folder / "python" / "starter" / "pipe.py")
    assert "neither a file nor a folder" in str(load_bank([tmp_path]).refused[0])


def test_a_giant_file_is_refused_without_being_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    with (folder / "python" / "starter" / "big.csv").open("wb") as file:
        file.truncate(1024**4)
    (refusal,) = load_bank([tmp_path]).refused
    assert refusal.file.name == "big.csv"
    assert str(MAX_FILE_BYTES) in refusal.reason


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "statement.md").write_bytes(b"fine\nfine\n\xff\xfe")
    (refusal,) = load_bank([tmp_path]).refused
    assert (refusal.line, "UTF-8" in refusal.reason) == (3, True)


def test_deep_nesting_is_refused_and_kills_nobody(tmp_path: Path) -> None:
    write_package(tmp_path, {"question.yaml": "[" * 500_000})
    assert "nested deeper" in str(load_bank([tmp_path]).refused[0])


def test_an_id_in_two_banks_is_refused_the_second_time(tmp_path: Path) -> None:
    first, second = write_package(tmp_path / "a"), write_package(tmp_path / "b")
    bank = load_bank([first.parent, second.parent])
    assert list(bank.questions) == ["add-up"]
    assert [refusal.file for refusal in bank.refused] == [second]


def test_a_bank_that_is_not_there_is_told(tmp_path: Path) -> None:
    (refusal,) = load_bank([tmp_path / "nowhere"]).refused
    assert "No such file" in refusal.reason


def test_questions_are_chosen_by_what_a_session_asks_for(tmp_path: Path) -> None:
    write_package(tmp_path)
    hard = YAML.replace("easy", "hard").replace("id: add-up", "id: a-hard").replace("title:", "type: debugging\ntitle:")
    write_package(tmp_path, {"question.yaml": hard}, name="a-hard")
    bank = load_bank([tmp_path])
    assert [question.id for question in bank.choose()] == ["add-up", "a-hard"]
    assert [question.id for question in bank.choose(difficulty=Difficulty.HARD)] == ["a-hard"]
    assert [question.id for question in bank.choose(type=InterviewType.TECHNICAL)] == ["add-up"]
    assert bank.choose(language=Language.GO) == []
    assert [question.id for question in bank.choose(ids=["a-hard", "gone", "add-up"])] == ["a-hard", "add-up"]


def test_nothing_in_the_bank_is_refused() -> None:
    bank = load_bank([QUESTIONS])
    assert bank.refused == []
    assert len(bank.questions) >= 24
