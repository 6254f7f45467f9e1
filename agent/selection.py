"""How able a candidate is, and which question comes next: the Rasch model, with credit for partly right work.

The estimate of the ability θ (in logits) is the mode of the posterior; the prior is what earlier sessions told, for a
stranger N(0, 1). Its standard error comes from the information there (Lord, *Applications of Item Response Theory*,
1980). Which question tells most at that ability is `bank.offer`'s to say.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bank.candidate import UNKNOWN, Known
from bank.load import Bank
from bank.models import Question
from bank.offer import LOGITS, best, chance, unseen
from protocol.events import SessionCreated
from protocol.values import Difficulty, Language

RETRY_COST, HINT_COST, SOLVED_FLOOR = 0.12, 0.08, 0.55
UNSOLVED_SHARE = 0.5
NEWTON_STEPS = 25
SUREST_MILLI = 500
"""What earlier sessions told is never believed more than so: people learn."""


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


STRANGER = Ability()


def credit(*, solved: bool, failed_before: int, hints: int, best_passed: int, total: int) -> float:
    """What one question says about ability.

    Solved at once and alone is 1; each failed submission and each hint takes a little, and solved
    is always worth more than not solved, which earns at most half by the share of cases passed.
    """
    if solved:
        return max(SOLVED_FLOOR, 1.0 - RETRY_COST * failed_before - HINT_COST * hints)
    return UNSOLVED_SHARE * best_passed / total if total else 0.0


def estimate(observations: Iterable[Observation], *, prior: Ability = STRANGER) -> Ability:
    """The ability after `observations`, when `prior` was believed before."""
    seen = [(LOGITS[one.difficulty], one.credit) for one in observations]
    if not seen:
        return prior
    mean = theta = prior.milli / 1000
    sure = information = (1000 / max(SUREST_MILLI, prior.error_milli)) ** 2
    for _ in range(NEWTON_STEPS):
        chances = [chance(theta, b) for b, _ in seen]
        slope = sum(x - p for (_, x), p in zip(seen, chances, strict=True)) - (theta - mean) * sure
        information = sure + sum(p * (1 - p) for p in chances)
        step = slope / information
        theta += step
        if abs(step) < 1e-9:
            break
    return Ability(round(theta * 1000), round(1000 / math.sqrt(information)))


def choose(
    bank: Bank,
    created: SessionCreated,
    *,
    asked: Collection[str],
    ability_milli: int,
    wanted: str | None = None,
    known: Known = UNKNOWN,
) -> Question | None:
    """The next question, or None when none fits; `wanted` names the one that the interviewer asked for.

    Given ids are followed exactly, in order. Otherwise the best one is taken that the candidate never saw, in this
    session or an earlier one.
    """
    if wanted is not None:
        ids: Iterable[str] = [wanted]
    elif created.question_ids and set(created.question_ids) - set(asked):
        ids = created.question_ids
    else:
        pool = unseen(bank.fitting(created), known, asked=asked)
        return best(pool, known, ability_milli=ability_milli, session_id=created.session_id)
    for question_id in ids:
        question = bank.questions.get(question_id)
        if question is not None and question_id not in asked and _speaks(question, created.language):
            return question
    return None


def _speaks(question: Question, language: Language | None) -> bool:
    return language is None or language in question.packs


def language_for(question: Question, created: SessionCreated, last: Language | None) -> Language:
    """The language to show: the session's, else the one last worked in, else the question's first."""
    for language in (created.language, last):
        if language is not None and language in question.packs:
            return language
    return question.languages[0]
