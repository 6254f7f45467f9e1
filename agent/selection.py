"""Which question next: the Rasch model, with credit for partly right work.

An ability θ (in logits, prior N(0, 1)) solves a question of difficulty b with probability
1 / (1 + exp(b - θ)). The estimate is the mode of the posterior; its standard error comes from the
information there (Lord, *Applications of Item Response Theory*, 1980). The next question is the one
that tells most: its information p(1 - p) at the present estimate is highest.
"""

import hashlib
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bank.load import Bank
from bank.models import Question
from protocol.events import SessionCreated
from protocol.values import Difficulty, Language

LOGITS = {Difficulty.EASY: -1.0, Difficulty.MEDIUM: 0.0, Difficulty.HARD: 1.0}

RETRY_COST, HINT_COST, SOLVED_FLOOR = 0.12, 0.08, 0.55
UNSOLVED_SHARE = 0.5
NEWTON_STEPS = 25


@dataclass(frozen=True, slots=True)
class Observation:
    """One question as it went: its difficulty, and the credit from 0 to 1."""

    difficulty: Difficulty
    credit: float


@dataclass(frozen=True, slots=True)
class Ability:
    """An estimate and its standard error, in thousandths of a logit."""

    milli: int = 0
    error_milli: int = 1000


def credit(*, solved: bool, failed_before: int, hints: int, best_passed: int, total: int) -> float:
    """What one question says about ability.

    Solved at once and alone is 1; each failed submission and each hint takes a little, and solved
    is always worth more than not solved, which earns at most half by the share of cases passed.
    """
    if solved:
        return max(SOLVED_FLOOR, 1.0 - RETRY_COST * failed_before - HINT_COST * hints)
    return UNSOLVED_SHARE * best_passed / total if total else 0.0


def estimate(observations: Iterable[Observation]) -> Ability:
    """The ability after `observations`."""
    seen = [(LOGITS[one.difficulty], one.credit) for one in observations]
    theta, information = 0.0, 1.0
    for _ in range(NEWTON_STEPS):
        chances = [_chance(theta, b) for b, _ in seen]
        slope = sum(x - p for (_, x), p in zip(seen, chances, strict=True)) - theta
        information = 1.0 + sum(p * (1 - p) for p in chances)
        step = slope / information
        theta += step
        if abs(step) < 1e-9:
            break
    return Ability(round(theta * 1000), round(1000 / math.sqrt(information)))


def _chance(theta: float, difficulty: float) -> float:
    return 1.0 / (1.0 + math.exp(difficulty - theta))


def choose(
    bank: Bank, created: SessionCreated, *, asked: Collection[str], ability_milli: int, wanted: str | None = None
) -> Question | None:
    """The next question, or None when none fits; `wanted` names the one that the interviewer asked for.

    Given ids are followed exactly, in order. Otherwise the question that tells most is taken, and
    among equals one by lot: the same for the same session, another for another.
    """
    if wanted is not None:
        ids: Iterable[str] = [wanted]
    elif created.question_ids and set(created.question_ids) - set(asked):
        ids = created.question_ids
    else:
        fitting = bank.choose(type=created.interview_type, language=created.language, difficulty=created.difficulty)
        pool = [question for question in fitting if question.id not in asked]
        theta = ability_milli / 1000
        return min(pool, key=lambda one: (-_information(theta, one), _lot(created.session_id, one.id)), default=None)
    for question_id in ids:
        question = bank.questions.get(question_id)
        if question is not None and question_id not in asked and _speaks(question, created.language):
            return question
    return None


def _speaks(question: Question, language: Language | None) -> bool:
    return language is None or language in question.packs


def _information(theta: float, question: Question) -> float:
    chance = _chance(theta, LOGITS[question.spec.difficulty])
    return chance * (1 - chance)


def _lot(session_id: str, question_id: str) -> str:
    return hashlib.sha256(f"{session_id} {question_id}".encode()).hexdigest()


def language_for(question: Question, created: SessionCreated, last: Language | None) -> Language:
    """The language to show: the session's, else the one last worked in, else the question's first."""
    for language in (created.language, last):
        if language is not None and language in question.packs:
            return language
    return question.languages[0]
