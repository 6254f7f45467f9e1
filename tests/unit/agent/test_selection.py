"""Ability and the choice of the next question."""

from pathlib import Path

import pytest
from hypothesis import given, strategies

from agent.selection import Ability, Observation, choose, credit, estimate, language_for
from bank.candidate import Known
from bank.load import Bank, load_bank
from protocol.events import SessionCreated
from protocol.values import Difficulty, Language
from tests.unit.agent.conftest import write_question

ID = "0193a1b2-0000-7000-8000-00000000000{}"


def created(number: int = 1, **given_: object) -> SessionCreated:
    facts = {"interview_type": "technical", "user_id": "u", "duration_ms": 1} | given_
    return SessionCreated.model_validate({"session_id": ID.format(number)} | facts)


@pytest.fixture
def bank(bank_dir: Path) -> Bank:
    write_question(bank_dir, "both", difficulty="medium", languages=("python", "javascript"))
    return load_bank([bank_dir])


def test_without_a_submission_the_ability_is_the_prior() -> None:
    assert estimate([]) == Ability(0, 1000)


def test_one_solved_question_of_average_difficulty_gives_the_mode_computed_by_hand() -> None:
    # 1 - p(theta) = theta has its root at 0.4011; information 1 + p(1 - p) = 1.2402.
    assert estimate([Observation(Difficulty.MEDIUM, 1.0)]) == Ability(401, 898)


def test_a_harder_solved_question_says_more_and_every_question_narrows_the_error() -> None:
    easy, hard = (estimate([Observation(d, 1.0)]) for d in (Difficulty.EASY, Difficulty.HARD))
    assert easy.milli < hard.milli
    errors = [estimate([Observation(Difficulty.MEDIUM, 0.5)] * n).error_milli for n in range(6)]
    assert errors == sorted(errors, reverse=True)
    assert len(set(errors)) == 6


observed = strategies.lists(
    strategies.builds(Observation, strategies.sampled_from(list(Difficulty)), strategies.floats(0, 1)), max_size=12
)


@given(observed, strategies.sampled_from(list(Difficulty)))
def test_more_credit_never_lowers_the_estimate(seen: list[Observation], difficulty: Difficulty) -> None:
    low, high = (estimate([*seen, Observation(difficulty, value)]).milli for value in (0.2, 0.9))
    assert low <= high
    assert abs(high) < 4000


def test_solved_is_worth_more_than_not_solved_whatever_it_took() -> None:
    worst = credit(solved=True, failed_before=9, hints=9, best_passed=4, total=4)
    best = credit(solved=False, failed_before=1, hints=0, best_passed=3, total=4)
    assert credit(solved=True, failed_before=0, hints=0, best_passed=4, total=4) == 1.0
    assert worst > best > credit(solved=False, failed_before=1, hints=0, best_passed=0, total=4) == 0.0


@pytest.mark.parametrize(("ability", "difficulty"), [(-1200, "easy"), (0, "medium"), (1300, "hard")])
def test_the_question_nearest_to_the_ability_is_chosen(bank: Bank, ability: int, difficulty: str) -> None:
    chosen = choose(bank, created(), asked=(), ability_milli=ability)
    assert chosen is not None
    assert chosen.spec.difficulty == difficulty


def test_the_same_session_gets_the_same_question_and_others_another(bank: Bank) -> None:
    def first(number: int) -> str:
        chosen = choose(bank, created(number), asked=(), ability_milli=0)
        assert chosen is not None
        return chosen.id

    assert first(3) == first(3)
    assert {first(number) for number in range(10)} == {"medium-one", "medium-two", "both"}


def test_no_question_comes_twice_and_in_the_end_there_is_none(bank: Bank) -> None:
    asked: list[str] = []
    while (chosen := choose(bank, created(), asked=asked, ability_milli=0)) is not None:
        assert chosen.id not in asked
        asked.append(chosen.id)
    assert set(asked) == {"easy-one", "medium-one", "medium-two", "hard-one", "both"}


def test_type_language_and_difficulty_are_respected(bank: Bank) -> None:
    wanted = created(interview_type="debugging")
    assert choose(bank, wanted, asked=(), ability_milli=0) is bank.questions["debug-one"]
    wanted = created(language="javascript")
    assert choose(bank, wanted, asked=(), ability_milli=3000) is bank.questions["both"]
    assert choose(bank, wanted, asked=("both",), ability_milli=0) is None
    wanted = created(difficulty="hard")
    assert choose(bank, wanted, asked=(), ability_milli=-3000) is bank.questions["hard-one"]


def test_given_ids_are_followed_in_order_and_a_missing_one_is_left_out(bank: Bank) -> None:
    wanted = created(question_ids=["hard-one", "gone", "easy-one"])
    assert choose(bank, wanted, asked=(), ability_milli=0) is bank.questions["hard-one"]
    assert choose(bank, wanted, asked=("hard-one",), ability_milli=0) is bank.questions["easy-one"]


def test_the_interviewer_s_wish_comes_first(bank: Bank) -> None:
    chosen = choose(bank, created(), asked=("medium-one",), ability_milli=0, wanted="hard-one")
    assert chosen is bank.questions["hard-one"]
    assert choose(bank, created(), asked=("hard-one",), ability_milli=0, wanted="hard-one") is None


def test_the_language_last_worked_in_is_kept_where_it_can_be(bank: Bank) -> None:
    both, python_only = bank.questions["both"], bank.questions["easy-one"]
    assert language_for(both, created(), Language.JAVASCRIPT) is Language.JAVASCRIPT
    assert language_for(python_only, created(), Language.JAVASCRIPT) is Language.PYTHON
    assert language_for(both, created(language="javascript"), Language.PYTHON) is Language.JAVASCRIPT


def test_no_question_of_an_earlier_session_is_asked_again_unless_it_is_named(bank: Bank) -> None:
    seen = Known(asked=[one for one in bank.questions if one != "both"])
    assert choose(bank, created(), asked=(), ability_milli=0, known=seen) is bank.questions["both"]
    assert choose(bank, created(), asked=("both",), ability_milli=0, known=seen) is None
    named = created(question_ids=["hard-one"])
    assert choose(bank, named, asked=(), ability_milli=0, known=seen) is bank.questions["hard-one"]


def test_among_questions_that_tell_as_much_the_one_shown_least_is_asked(bank: Bank) -> None:
    alike = [one.id for one in bank.choose(type=created().interview_type, difficulty=Difficulty.MEDIUM)]
    for fresh in alike:
        worn = Known(shown={one: 5 for one in alike if one != fresh})
        assert choose(bank, created(), asked=(), ability_milli=0, known=worn) is bank.questions[fresh]


def test_earlier_sessions_are_the_prior_and_are_never_believed_too_surely() -> None:
    earlier = Ability(1200, 300)
    assert estimate([], prior=earlier) == earlier
    after = estimate([Observation(Difficulty.HARD, 0.0)], prior=earlier)
    assert 0 < after.milli < earlier.milli
    assert 400 < after.error_milli < 500
