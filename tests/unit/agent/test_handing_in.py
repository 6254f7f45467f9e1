"""Every way to hand in: frame, marker, chat; each once for one code state."""

import time

import pytest

from protocol.events import FeedbackGiven, SubmissionJudged, SubmitDetected
from protocol.facts import QuestionFile
from protocol.values import Actor, Language, SubmitSource
from tests.unit.agent.conftest import RIGHT, STARTER, WRONG, Stage

MARKED = WRONG + "# submit\n"


async def test_a_marker_at_rest_hands_in(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(MARKED)
    await stage.server.advance(1.9)
    assert not stage.log("submit_detected")
    await stage.server.advance(0.2)
    detected = await stage.server.until_event(SubmitDetected)
    assert detected.source is SubmitSource.MARKER
    assert detected.code_hash == stage.server.present_hash()
    judged = await stage.server.until_event(SubmissionJudged)
    assert judged.submission_id == detected.submission_id


async def test_a_marker_does_not_count_while_the_code_still_changes(stage: Stage) -> None:
    await stage.begun()
    for number in range(5):
        stage.server.type(f"{MARKED}x = {number}\n")
        await stage.server.advance(1.5)
    assert not stage.log("submit_detected")


async def test_the_agent_wakes_by_itself_when_a_marker_has_come_to_rest(stage: Stage) -> None:
    stage.settings = stage.settings.model_copy(update={"marker_rest_s": 0.05})
    stage.monotonic = time.monotonic
    await stage.begun()
    stage.server.type(MARKED)
    await stage.server.until_event(SubmitDetected)


async def test_a_marker_that_stays_in_the_code_counts_once_and_again_when_it_is_typed_again(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(MARKED)
    await stage.server.advance(3)
    await stage.server.until_event(FeedbackGiven)
    stage.server.type(MARKED + "y = 1\n")
    await stage.server.advance(3)
    assert len(stage.log("submit_detected")) == 1
    stage.server.type(WRONG + "y = 1\n")
    stage.server.type(MARKED + "y = 1\n")
    await stage.server.advance(3)
    await stage.server.until_event(SubmissionJudged, 2)
    assert [event.source for event in stage.log("submit_detected")] == ["marker", "marker"]


async def test_a_marker_in_a_string_does_not_count(stage: Stage) -> None:
    await stage.begun()
    stage.server.type('text = """\n# submit\n"""\n')
    await stage.server.advance(3)
    assert not stage.log("submit_detected")


async def test_a_marker_in_the_starter_does_not_count(stage: Stage) -> None:
    for starter in stage.bank_dir.glob("*/python/starter/solution.py"):
        starter.write_text(STARTER + "# submit\n")
    await stage.begun()
    stage.server.type("x = 1\n" + STARTER + "# submit\n")
    await stage.server.advance(3)
    assert not stage.log("submit_detected")
    stage.server.type("x = 1\n" + STARTER + "# submit\n# submit\n")
    await stage.server.advance(3)
    await stage.server.until_event(SubmitDetected)


@pytest.mark.parametrize("actor", [Actor.ASSISTANT, Actor.INTERVIEWER])
async def test_a_marker_that_somebody_else_typed_does_not_count(stage: Stage, actor: Actor) -> None:
    await stage.begun()
    stage.server.type(MARKED, actor=actor)
    stage.server.type(MARKED + "x = 1\n")
    await stage.server.advance(3)
    assert not stage.log("submit_detected")


async def test_a_marker_does_not_count_in_a_pause_and_does_after_it(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(MARKED)
    await stage.server.advance(1)
    stage.server.pause()
    await stage.server.advance(60)
    assert not stage.log("submit_detected")
    stage.server.resume()
    await stage.server.advance(1.1)
    await stage.server.until_event(SubmitDetected)


async def test_plain_words_hand_in(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.say("I'm done")
    detected = await stage.server.until_event(SubmitDetected)
    assert detected.source is SubmitSource.CHAT
    await stage.server.until_event(SubmissionJudged)
    await stage.server.quiet()
    assert not [event for event in stage.log("chat_message") if event.in_reply_to]


async def test_a_question_about_handing_in_is_answered_and_hands_nothing_in(stage: Stage) -> None:
    await stage.begun()
    asked = stage.server.say("How do I submit?")
    answer = await stage.server.until(lambda: [e for e in stage.log("chat_message") if e.in_reply_to == asked])
    assert "# submit" in answer[0].text
    assert not stage.log("submit_detected")


async def test_the_same_code_is_not_judged_twice_but_answered_politely(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.until_event(FeedbackGiven)
    again = stage.server.say("submit it")
    answer = await stage.server.until(lambda: [e for e in stage.log("chat_message") if e.in_reply_to == again])
    assert "1 of 4" in answer[0].text
    assert len(stage.log("submit_detected")) == 1


async def test_two_messages_and_a_marker_on_one_code_state_are_one_submission(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(MARKED)
    stage.runner.gate.clear()
    stage.server.say("done")
    stage.server.say("submit it")
    await stage.server.advance(5)
    stage.runner.gate.set()
    await stage.server.until_event(FeedbackGiven)
    await stage.server.advance(5)
    assert len(stage.log("submit_detected")) == 1


async def test_after_a_failed_submission_the_next_code_is_judged_anew(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.say("done")
    await stage.server.until_event(FeedbackGiven)
    stage.server.type(RIGHT)
    stage.server.say("submit it")
    judged = await stage.server.until_event(SubmissionJudged, 2)
    assert judged.accepted


async def test_a_marker_in_the_comment_style_of_the_language_counts_after_a_switch(stage: Stage) -> None:
    await stage.begun()
    files = [QuestionFile(path="solution.js", content="// start\n")]
    stage.server.switch(Language.JAVASCRIPT, files)
    stage.server.type("# submit\n", path="solution.js")
    await stage.server.advance(3)
    assert not stage.log("submit_detected")
    stage.server.type("let a = 1\n// submit\n", path="solution.js")
    await stage.server.advance(3)
    detected = await stage.server.until_event(SubmitDetected)
    assert detected.versions == {"solution.js": 2}
