"""What the bank of this repository promises beyond the format."""

from collections import Counter
from pathlib import Path

import pytest

from bank.load import load_bank
from bank.models import Question
from protocol.values import CaseOutcome, Difficulty, InterviewType, Language

BANK = load_bank([Path(__file__).parents[3] / "questions"])
QUESTIONS = list(BANK.questions.values())


def test_there_are_enough_questions_of_each_kind() -> None:
    kinds = Counter((question.spec.type, question.spec.difficulty) for question in QUESTIONS)
    assert kinds[InterviewType.TECHNICAL, Difficulty.EASY] >= 2
    assert kinds[InterviewType.TECHNICAL, Difficulty.MEDIUM] >= 3
    assert kinds[InterviewType.TECHNICAL, Difficulty.HARD] >= 2
    assert sum(question.spec.type is InterviewType.DEBUGGING for question in QUESTIONS) >= 2


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_a_question_of_the_bank_is_rich_enough(question: Question) -> None:
    assert len(question.visible) >= 4
    assert len(question.hidden) >= 8
    assert {case.category for case in question.spec.cases} == {"basic", "edge", "scale", "error"}
    labels = Counter(solution.label for solution in question.packs[Language.PYTHON].wrong)
    assert labels[CaseOutcome.WRONG_ANSWER] >= 1
    assert labels[CaseOutcome.TIME_LIMIT] + labels[CaseOutcome.RUNTIME_ERROR] >= 1


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
def test_no_hint_and_no_public_part_holds_the_reference(question: Question) -> None:
    told = repr(question.public()) + "".join(case.input for case in question.public_cases(question.languages[0]))
    starter = question.packs[Language.PYTHON].starter
    for path, content in question.packs[Language.PYTHON].reference.items():
        lines = [line.strip() for line in content.splitlines() if len(line.strip()) > 25]
        own = [line for line in lines if line not in starter.get(path, "") and not line.startswith('"""')]
        assert [line for line in own if line in told] == []
