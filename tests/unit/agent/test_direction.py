"""An interviewer directs: whispers, more time, taking over and handing back."""

from typing import Any

from agent.brains.base import Ear, Guidance, Moment, Scene
from agent.brains.scripted import ScriptedBrain
from protocol.events import (
    ChatMessage,
    FeedbackGiven,
    InactivityNudge,
    InterviewCompleting,
    QuestionSelected,
    SubmissionJudged,
    TakeoverBegun,
    TakeoverEnded,
    TimeExtended,
    TimeWarning,
    Whispered,
    WhisperHeard,
)
from protocol.values import Audience
from tests.unit.agent.conftest import RIGHT, WRONG, Stage, Stages

MINUTE_MS = 60_000


class Attentive(ScriptedBrain):
    """A brain that can follow a wish."""

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        if isinstance(moment, Guidance):
            return f"What would happen with a very long list? ({len(moment.wish)})"
        return await super().speak(moment, scene, ear)


def heard(stage: Stage) -> list[Any]:
    return stage.server.events(WhisperHeard)


async def test_a_whisper_is_followed_in_the_agents_own_words_and_never_shown(stages: Stages) -> None:
    stage = stages(brain=Attentive())
    await stage.begun()
    stage.server.commit(Whispered(whisper_id="w", text="ask about scale"))
    await stage.server.until(lambda: heard(stage))
    (said,) = [event for event in stage.server.events(ChatMessage) if event.moment == "guidance"]
    assert said.text == "What would happen with a very long list? (15)"
    assert said.audience is Audience.ALL
    assert heard(stage) == [WhisperHeard(whisper_id="w", followed=True)]
    assert heard(stage)[0].audience is Audience.INTERVIEWER


async def test_a_brain_of_set_lines_says_that_it_cannot_follow_a_whisper(stage: Stage) -> None:
    await stage.begun()
    stage.server.commit(Whispered(whisper_id="w", text="ask about scale"))
    (answer,) = await stage.server.until(lambda: heard(stage))
    assert not answer.followed
    assert "set lines" in answer.reason
    assert not [event for event in stage.server.events(ChatMessage) if event.moment == "guidance"]


async def test_more_time_moves_the_end_and_warns_again(stages: Stages) -> None:
    stage = stages(duration_ms=12 * MINUTE_MS)
    await stage.begun()
    await stage.server.advance(7.5 * 60)
    assert [event.minutes_left for event in stage.server.events(TimeWarning)] == [5]
    stage.server.commit(TimeExtended(extra_ms=10 * MINUTE_MS))
    await stage.server.advance(5 * 60)
    assert not stage.server.events(InterviewCompleting)
    assert [event.minutes_left for event in stage.server.events(TimeWarning)] == [5, 10]
    await stage.server.advance(10 * 60)
    assert [event.reason for event in stage.server.events(InterviewCompleting)] == ["time_limit"]


async def test_while_a_person_leads_the_agent_judges_and_says_nothing(stage: Stage) -> None:
    await stage.begun()
    stage.server.commit(TakeoverBegun())
    before = len(stage.server.events(ChatMessage))
    stage.server.say("may I use a library?")
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.until_event(SubmissionJudged)
    await stage.server.advance(3600)
    assert not stage.server.events(InactivityNudge)
    assert not stage.server.events(FeedbackGiven)
    assert len(stage.server.events(ChatMessage)) == before + 1


async def test_after_handing_back_the_agent_goes_on_without_answering_what_was_said_meanwhile(stage: Stage) -> None:
    await stage.begun()
    stage.server.commit(TakeoverBegun())
    asked = stage.server.say("may I use a library?")
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until_event(SubmissionJudged)
    await stage.server.quiet()
    assert len(stage.server.events(QuestionSelected)) == 1
    stage.server.commit(TakeoverEnded())
    await stage.server.until_event(QuestionSelected, 2)
    assert not [event for event in stage.server.events(ChatMessage) if event.in_reply_to == asked]
    later = stage.server.say("hello again")
    await stage.server.until(lambda: [e for e in stage.server.events(ChatMessage) if e.in_reply_to == later])
