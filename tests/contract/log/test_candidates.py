from app.models.candidates import Candidates
from app.models.records import Draft
from protocol.events import AbilityEstimated, QuestionSelected, SessionCreated
from protocol.values import AUDIENCE_SIGHT, Difficulty, InterviewType, Language, new_session_id
from tests.contract.log.conftest import Node


def selected(question_id: str) -> QuestionSelected:
    return QuestionSelected(
        index=0,
        question_id=question_id,
        question_title="A title",
        difficulty=Difficulty.EASY,
        description="",
        languages=[Language.GO],
        language=Language.GO,
        files=[],
        cases=[],
        hidden_cases=1,
        estimated_minutes=5,
    )


async def interview(node: Node, user_id: str, *told: QuestionSelected | AbilityEstimated) -> str:
    session_id = new_session_id()
    kind = InterviewType.TECHNICAL
    first = SessionCreated(session_id=session_id, interview_type=kind, user_id=user_id, duration_ms=1)
    await node.sessions.create(session_id, user_id=user_id, interview_type=kind, token_hashes={}, first=first)
    drafts = [Draft(one.event_type, one.to_json(), AUDIENCE_SIGHT[one.audience], 0) for one in told]
    await node.log.append(session_id, 1, drafts)
    return session_id


def estimated(milli: int) -> AbilityEstimated:
    return AbilityEstimated(question_id="x", ability_milli=milli, error_milli=milli // 2)


async def test_a_candidate_is_known_by_all_earlier_sessions_and_by_no_one_elses(node: Node) -> None:
    await interview(node, "ada", selected("one"), estimated(400), selected("two"), estimated(600))
    await interview(node, "ada", selected("three"))
    await interview(node, "bob", selected("three"), estimated(-900))
    known = await Candidates(node.database).known("ada")
    assert sorted(known.asked) == ["one", "three", "two"]
    assert (known.ability_milli, known.error_milli) == (600, 300)
    assert known.shown == {"one": 1, "two": 1, "three": 2}


async def test_a_stranger_is_nobody_in_particular(node: Node) -> None:
    known = await Candidates(node.database).known("nobody")
    assert (known.asked, known.ability_milli, known.error_milli) == ([], 0, 1000)


async def test_what_is_known_of_a_candidate_is_erased_with_the_sessions_it_came_from(node: Node) -> None:
    erased = await interview(node, "ada", selected("one"), estimated(400))
    await interview(node, "ada", selected("two"))
    await node.sessions.delete(erased)
    known = await Candidates(node.database).known("ada")
    assert (known.asked, known.ability_milli) == (["two"], 0)
