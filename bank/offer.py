"""Which question to ask: one that the candidate never saw, that tells most of him, that was shown least.

By the Rasch model an ability θ (in logits) solves a question of difficulty b with probability 1 / (1 + exp(b - θ)). A
question tells most where its information p(1 - p) is highest (Lord, *Applications of Item Response Theory*, 1980).
"""

import hashlib
import math
from collections.abc import Collection, Iterable

from bank.candidate import Known
from bank.models import Question
from protocol.values import Difficulty, SessionId

LOGITS = {Difficulty.EASY: -1.0, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 1.0}


def chance(theta: float, difficulty: float) -> float:
    """How probable it is that an ability solves a difficulty, both in logits."""
    return 1.0 / (1.0 + math.exp(difficulty - theta))


def unseen(questions: Iterable[Question], known: Known, *, asked: Collection[str] = ()) -> list[Question]:
    """Those that this candidate was never shown, in this session (`asked`) or an earlier one."""
    return [question for question in questions if question.id not in asked and question.id not in known.asked]


def best(questions: Iterable[Question], known: Known, *, ability_milli: int, session_id: SessionId) -> Question | None:
    """The question that tells most at this ability, among equals the one shown least, then by the session's lot."""
    theta = ability_milli / 1000
    return min(
        questions,
        key=lambda one: (-_information(theta, one), known.shown.get(one.id, 0), _lot(session_id, one.id)),
        default=None,
    )


def _information(theta: float, question: Question) -> float:
    solved = chance(theta, LOGITS[question.spec.difficulty])
    return solved * (1 - solved)


def _lot(session_id: str, question_id: str) -> str:
    return hashlib.sha256(f"{session_id} {question_id}".encode()).hexdigest()
