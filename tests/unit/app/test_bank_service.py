from pathlib import Path

import pytest

from app.core.errors import Invalid
from app.models.interview import InterviewIn
from app.services.bank_service import BankService
from bank.candidate import UNKNOWN, Known, kept
from protocol.events import SessionCreated
from protocol.values import InterviewType, Language, QuestionId, new_session_id
from tests.unit.bank.packages import YAML, write_package


@pytest.fixture
def bank(tmp_path: Path) -> BankService:
    """Two questions in Python."""
    write_package(tmp_path / "bank")
    again = YAML.replace("id: add-up", "id: add-again").replace("difficulty: easy", "difficulty: medium")
    write_package(tmp_path / "bank", {"question.yaml": again}, name="add-again")
    return BankService([tmp_path / "bank"])


def wanted(language: Language | None = None, *question_ids: QuestionId) -> InterviewIn:
    return InterviewIn(
        interview_type=InterviewType.TECHNICAL, user_id="u", language=language, question_ids=list(question_ids)
    )


def created(*question_ids: QuestionId) -> SessionCreated:
    return SessionCreated(
        session_id=new_session_id(),
        interview_type=InterviewType.TECHNICAL,
        user_id="u",
        duration_ms=1,
        question_ids=list(question_ids),
    )


@pytest.mark.parametrize(
    ("asked_for", "known", "code"),
    [
        (wanted(None, "none"), UNKNOWN, "unknown_question"),
        (wanted(Language.GO, "add-up"), UNKNOWN, "no_such_language"),
        (wanted(Language.GO), UNKNOWN, "no_question_fits"),
        (wanted(), Known(asked=["add-up", "add-again"]), "no_question_left"),
    ],
)
def test_a_session_that_could_not_be_held_is_refused(
    bank: BankService, asked_for: InterviewIn, known: Known, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        bank.check(asked_for, known)
    assert refused.value.code == code


def test_a_session_on_topics_is_asked_only_about_them(bank: BankService, tmp_path: Path) -> None:
    changed = YAML.replace("id: add-up", "id: on-heaps").replace("[arithmetic]", "[heaps, queues]")
    write_package(tmp_path / "bank", {"question.yaml": changed}, name="on-heaps")
    service = BankService([tmp_path / "bank"])
    on_queues = wanted().model_copy(update={"topics": ["queues", "graphs"]})
    service.check(on_queues, UNKNOWN)
    session = created().model_copy(update={"topics": on_queues.topics})
    assert service.first_question(session, UNKNOWN, home=tmp_path).question_id == "on-heaps"
    with pytest.raises(Invalid, match="the bank has arithmetic, heaps, queues"):
        service.check(wanted().model_copy(update={"topics": ["graphs"]}), UNKNOWN)


def test_the_first_question_fits_what_is_known_of_the_candidate_and_both_are_kept(
    bank: BankService, tmp_path: Path
) -> None:
    for milli, question_id in ((0, "add-again"), (-1500, "add-up")):
        known = Known(ability_milli=milli)
        home = tmp_path / question_id
        assert bank.first_question(created(), known, home=home).question_id == question_id
        assert kept(home) == known


def test_a_first_question_is_never_one_of_an_earlier_session_unless_it_is_named(
    bank: BankService, tmp_path: Path
) -> None:
    known = Known(asked=["add-again"])
    assert bank.first_question(created(), known, home=tmp_path).question_id == "add-up"
    assert bank.first_question(created("add-again"), known, home=tmp_path).question_id == "add-again"
    with pytest.raises(Invalid, match="none is asked twice"):
        bank.first_question(created(), Known(asked=["add-up", "add-again"]), home=tmp_path)
