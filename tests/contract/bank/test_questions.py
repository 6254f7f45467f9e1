"""What the bank of this repository promises beyond the format."""

from collections import Counter
from pathlib import Path

import pytest

from bank.canary import CANARY, canary_line, canary_of
from bank.load import load_bank
from bank.models import Question
from protocol.values import CaseOutcome, Difficulty, InterviewType, Language

BANK = load_bank([Path(__file__).parents[3] / "questions"])
QUESTIONS = list(BANK.questions.values())
WITHOUT_WORDS = {
    "billing-proration", "counter-increase", "debug-coupon-leak", "retry-budget", "tests-durations", "tests-lease-book"
}  # fmt: skip
"""Questions whose hidden data are numbers, codes with a meaning, or programs: a word in them would change them."""


def test_there_are_enough_questions_of_each_kind() -> None:
    assert len(QUESTIONS) >= 24
    difficulties = Counter(question.spec.difficulty for question in QUESTIONS)
    assert min(difficulties[one] for one in Difficulty) >= 6
    technical = [question for question in QUESTIONS if question.spec.type is InterviewType.TECHNICAL]
    assert len(QUESTIONS) - len(technical) >= 4
    assert sum(question.spec.refactoring for question in technical) >= 2
    judges = Counter(question.spec.judge for question in technical)
    assert judges["mutants"] >= 2
    assert judges["stdio"] >= 1
    files = [len(question.packs[Language.PYTHON].starter) for question in technical if question.spec.judge == "cases"]
    assert sum(number > 1 for number in files) >= 4


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_a_question_of_the_bank_is_rich_enough(question: Question) -> None:
    if question.spec.judge == "mutants":
        assert all(len(pack.mutants) >= 8 for pack in question.packs.values())
        assert len(question.spec.visible_mutants) >= 2
    else:
        assert len(question.visible) >= 4
        assert len(question.hidden) >= 8
        assert {case.category for case in question.spec.cases} == {"basic", "edge", "scale", "error"}


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_a_question_of_the_bank_knows_six_ways_to_fail_in_each_language(question: Question) -> None:
    assert set(question.packs) == set(Language)
    for language, pack in question.packs.items():
        labels = Counter(solution.label for solution in pack.wrong)
        for label in (CaseOutcome.WRONG_ANSWER, CaseOutcome.TIME_LIMIT, CaseOutcome.RUNTIME_ERROR):
            assert labels[label] >= 2, (language, label)


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_no_hint_and_no_public_part_holds_the_reference(question: Question) -> None:
    told = repr(question.public()) + "".join(case.input for case in question.public_cases(question.languages[0]))
    starter = question.packs[Language.PYTHON].starter
    for path, content in question.packs[Language.PYTHON].reference.items():
        lines = [line.strip() for line in content.splitlines() if len(line.strip()) > 25]
        own = [line for line in lines if line not in starter.get(path, "") and not line.startswith('"""')]
        assert [line for line in own if line in told] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_each_reference_ends_with_the_canary_of_its_question_and_nothing_public_holds_one(question: Question) -> None:
    canary = canary_of(question.id)
    for language, pack in question.packs.items():
        own = [path for path, text in pack.reference.items() if text != pack.starter.get(path)]
        assert own
        for path in own:
            assert pack.reference[path].splitlines()[-1] == canary_line(path, question.id)
        shown = [repr(question.shown(language, index=0)), *(text for one in pack.wrong for text in one.files.values())]
        assert not any(CANARY.search(text) for text in [*shown, repr(question.public())])
    hidden = "".join(case.model_dump_json() for case in question.hidden)
    assert (canary in hidden.lower()) == (question.id not in WITHOUT_WORDS)


def test_no_two_questions_share_a_canary() -> None:
    assert len({canary_of(question.id) for question in QUESTIONS}) == len(QUESTIONS)
