"""The scripted brain: honest, varied, grounded in the facts."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.brains import lines
from agent.brains.base import (
    Answer,
    Ear,
    FinalFeedback,
    IntroduceQuestion,
    Moment,
    Nudge,
    OfferHelp,
    Scene,
    SubmissionFeedback,
    Welcome,
)
from agent.brains.scripted import ScriptedBrain
from agent.brains.statement_words import relevant_sentence
from agent.evidence import Witness, proven
from bank.load import load_bank
from protocol.facts import CaseReport, Context, QuestionReport, Score
from protocol.values import CaseOutcome, Difficulty, InterviewMode, Language

MOMENTS: list[Moment] = [
    Welcome(),
    IntroduceQuestion(),
    Nudge(idle_ms=120_000, level=1, hint="Look at one value."),
    OfferHelp(case="three numbers", count=3, hint="Look at one value."),
    Answer("I will use a loop"),
    SubmissionFeedback(accepted=True, outcome="passed", message="All 4 cases pass.", passed=4, total=4),
    SubmissionFeedback(accepted=False, outcome="wrong_answer", message="1 of 2 fail.", passed=1, total=4),
    FinalFeedback(reason="the time was over", questions=(), scores=()),
]
FAILED = CaseReport(
    name="three numbers", outcome=CaseOutcome.WRONG_ANSWER, passed=False, expected="[2, 4]", actual="[1, 2]"
)


@pytest.fixture
def scene(bank_dir: Path) -> Scene:
    return Scene(
        session_id="0193a1b2-0000-7000-8000-000000000001",
        candidate_name="Ada Byron",
        mode=InterviewMode.NEUTRAL,
        context=Context(company="Initech", role="backend engineer"),
        question=load_bank([bank_dir]).questions["easy-one"].public(),
        language=Language.PYTHON,
        remaining_ms=45 * 60_000,
    )


async def spoken(moment: Moment, scene: Scene) -> str:
    heard: list[str] = []
    text = await ScriptedBrain().speak(moment, scene, Ear(heard.append, lambda: None, lambda _: None))
    assert heard == [], "set words come whole"
    return text


@pytest.mark.parametrize("mode", list(InterviewMode))
async def test_every_welcome_says_that_no_model_speaks(scene: Scene, mode: InterviewMode) -> None:
    for wording in lines.WELCOME[mode]:
        assert "script" in wording
        assert "AI model" in wording
    text = await spoken(Welcome(), replace(scene, mode=mode))
    assert "Ada" in text
    assert "45 minutes" in text
    assert "Initech" in text
    assert "# submit" in text


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("mode", list(InterviewMode))
async def test_no_line_is_left_with_a_gap(scene: Scene, moment: Moment, mode: InterviewMode) -> None:
    for number in range(12):
        text = await spoken(moment, replace(scene, mode=mode, session_id=f"session {number}", cases=(FAILED,)))
        assert "{" not in text
        assert "  " not in text
        assert text[0].isupper() or text[0] in "“0123456789"


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
async def test_two_candidates_do_not_read_the_same_lines_and_one_always_does(scene: Scene, moment: Moment) -> None:
    many = {await spoken(moment, replace(scene, session_id=f"session {number}")) for number in range(20)}
    assert len(many) > 1
    assert await spoken(moment, scene) == await spoken(moment, scene)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
async def test_the_tone_follows_the_interview_mode(scene: Scene, moment: Moment) -> None:
    assert len({await spoken(moment, replace(scene, mode=mode)) for mode in InterviewMode}) == 3


async def test_an_offer_names_the_case_and_what_it_shows(scene: Scene) -> None:
    text = await spoken(MOMENTS[3], replace(scene, cases=(FAILED,)))
    assert "“three numbers”" in text
    assert "It expects [2, 4] and gets [1, 2]" in text
    assert "Look at one value." in text


async def test_feedback_carries_the_verdict_and_accepts_with_a_follow_up(scene: Scene) -> None:
    assert "1 of 4" in await spoken(MOMENTS[6], scene)
    assert "What would it cost on a million values?" in await spoken(MOMENTS[5], scene)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Can the list be empty?", "The list may be empty."),
        ("what about other types?", "Other types raise `TypeError`."),
        ("how many values can there be at most?", "Up to 1,000 values."),
        ("what is the limit?", "Up to 1,000 values."),
        ("which exception should it throw?", "Other types raise `TypeError`."),
    ],
)
async def test_a_question_on_the_statement_is_answered_by_its_sentence(
    scene: Scene, question: str, sentence: str
) -> None:
    assert sentence in await spoken(Answer(question), scene)


@pytest.mark.parametrize("question", ["Do you like football?", "What's the weather in Rome?"])
async def test_what_the_statement_does_not_say_is_not_made_up(scene: Scene, question: str) -> None:
    assert scene.question is not None
    assert relevant_sentence(question, scene.question.statement) is None
    assert await spoken(Answer(question), scene) in lines.HONEST


async def test_time_progress_and_identity_are_answered_from_facts(scene: Scene) -> None:
    assert "45 minutes" in await spoken(Answer("how much time is left?"), scene)
    known = replace(scene, cases=(FAILED,), passed=0, total=1)
    assert "0 of 1" in await spoken(Answer("is this correct?"), known)
    assert "no AI model" in (await spoken(Answer("are you an AI?"), scene)).replace("No", "no")


async def test_the_report_s_prose_rests_on_the_scores_alone(scene: Scene) -> None:
    report = QuestionReport(
        question_id="easy-one", question_title="Doubling", difficulty=Difficulty.EASY, solved=False, attempts=2,
        runs=1, hints=1, spent_ms=600_000, best_passed=3, total=4, scores=[],
    )  # fmt: skip
    scores = (
        Score(dimension="correctness", per_mille=1000, reason="2 of 2 basic cases pass", evidence=[12]),
        Score(dimension="robustness", per_mille=500, reason="1 of 2 edge cases pass", evidence=[12]),
        Score(dimension="efficiency", per_mille=None, reason="the question has no such cases"),
    )
    seen = (Witness(5, "shown", "easy-one"), Witness(12, "judged", "easy-one"), Witness(20, "the end"))
    moment = FinalFeedback(reason="it was ended on request", questions=(report,), scores=scores, witnesses=seen)
    claims = await ScriptedBrain().conclude(moment, scene, Ear(print, lambda: None, lambda _: None))
    assert claims == proven(claims, moment.witnesses)
    summary = " ".join(claim.text for claim in claims if claim.kind == "summary")
    assert "0 of 1 question" in summary
    assert "passed 3 of 4 cases" in summary
    (strength,) = [claim for claim in claims if claim.kind == "strength"]
    assert ("2 of 2 basic cases pass" in strength.text, strength.evidence) == (True, [12])
    (improvement,) = [claim for claim in claims if claim.kind == "improvement"]
    assert ("1 of 2 edge cases pass" in improvement.text, improvement.evidence) == (True, [12])
