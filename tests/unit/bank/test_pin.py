import shutil
import stat
from pathlib import Path

import pytest

from bank.load import load_bank
from bank.models import Question
from bank.pin import NotPinned, load_pinned, pin
from tests.unit.bank.packages import YAML, write_package

QUESTIONS = Path(__file__).parents[3] / "questions"


def without_proofs(question: Question) -> Question:
    """What a session needs of a question."""
    packs = {
        language: pack.model_copy(update={"reference": {}, "wrong": []}) for language, pack in question.packs.items()
    }
    return question.model_copy(update={"packs": packs, "case_files": None})


def test_a_pinned_question_survives_the_deletion_of_the_bank(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "bank")
    question = load_bank([tmp_path / "bank"]).questions["add-up"]
    pin(question, tmp_path / "session")
    shutil.rmtree(folder)
    assert load_pinned(tmp_path / "session") == without_proofs(question)
    assert load_pinned(tmp_path / "session", "add-up") == without_proofs(question)


def test_an_edit_of_the_bank_changes_nothing_for_the_session(tmp_path: Path) -> None:
    write_package(tmp_path / "bank")
    pin(load_bank([tmp_path / "bank"]).questions["add-up"], tmp_path / "session")
    write_package(tmp_path / "bank", {"question.yaml": YAML.replace("Add up", "Subtract")})
    assert load_bank([tmp_path / "bank"]).questions["add-up"].spec.title == "Subtract"
    assert load_pinned(tmp_path / "session").spec.title == "Add up"


def test_a_pin_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_package(tmp_path / "bank")
    path = pin(load_bank([tmp_path / "bank"]).questions["add-up"], tmp_path / "session")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_question_of_the_bank_comes_back_from_its_pin_as_it_was_but_for_its_proofs(tmp_path: Path) -> None:
    questions = load_bank([QUESTIONS]).questions
    for question in questions.values():
        pin(question, tmp_path)
    pinned = {one: load_pinned(tmp_path, one).model_copy(update={"case_files": None}) for one in questions}
    assert pinned == {one: without_proofs(question) for one, question in questions.items()}


def test_pinning_again_replaces(tmp_path: Path) -> None:
    write_package(tmp_path / "bank")
    question = load_bank([tmp_path / "bank"]).questions["add-up"]
    pin(question, tmp_path / "session")
    pin(question, tmp_path / "session")
    assert [path.name for path in (tmp_path / "session").iterdir()] == ["add-up.question.json"]


def test_what_is_not_pinned_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotPinned, match="0 pinned questions"):
        load_pinned(tmp_path)
    (tmp_path / "x.question.json").write_text("{")
    with pytest.raises(NotPinned, match="cannot be read"):
        load_pinned(tmp_path)
