"""Chat: answers in order, streamed, hints counted, a failing model replaced for one utterance."""

import asyncio

from agent.brains.base import BrainError, Ear, FinalFeedback, Moment, Scene
from agent.brains.fallback import FallbackBrain
from agent.brains.scripted import ScriptedBrain
from agent.saying import GATHER_S, Saying
from agent.scene import scene_of
from protocol.events import ChatMessage, InterviewCompleted, UsageRecorded
from protocol.facts import Claim
from protocol.signals import TextDelta, TextRestart
from protocol.values import Actor, Audience
from tests.fakes.link import FakeLink, FakeServer
from tests.unit.agent.conftest import RIGHT, WRONG, Stage, Stages


class Costly(ScriptedBrain):
    """Speaks in pieces, begins again once, and costs something."""

    def __init__(self) -> None:
        self.remembered: list[UsageRecorded] = []
        self.speaking = 0
        self.most = 0

    def remember(self, usage: UsageRecorded) -> None:
        self.remembered.append(usage)

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        self.speaking += 1
        self.most = max(self.most, self.speaking)
        ear.text("never mind")
        ear.restart()
        for piece in ("some ", "words"):
            ear.text(piece)
            await asyncio.sleep(0)
        ear.usage(
            UsageRecorded(
                voice="interviewer",
                model="m",
                input_tokens=1,
                output_tokens=1,
                cache_read_tokens=0,
                cache_write_tokens=0,
                cost_micro_usd=7,
                duration_ms=1,
            )
        )
        self.speaking -= 1
        return "some words"


class Broken(ScriptedBrain):
    """A model that cannot be reached."""

    @property
    def name(self) -> str:
        return "claude-test"

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        raise BrainError("the model is overloaded")

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:
        raise BrainError("the model is overloaded")


async def answer_to(stage: Stage, text: str) -> ChatMessage:
    asked = stage.server.say(text)
    found = await stage.server.until(lambda: [e for e in stage.server.events(ChatMessage) if e.in_reply_to == asked])
    assert isinstance(found[0], ChatMessage)
    return found[0]


async def test_a_reply_is_streamed_under_the_id_of_the_message_that_is_stored(stages: Stages) -> None:
    stage = stages(brain=Costly())
    await stage.begun()
    answer = await answer_to(stage, "hello")
    mine = [s for s in stage.server.signals if getattr(s, "message_id", "") == answer.message_id]
    assert [type(signal) for signal in mine[:2]] == [TextDelta, TextRestart]
    assert "".join(s.text for s in mine[2:] if isinstance(s, TextDelta)) == answer.text


async def test_the_first_words_go_out_at_once_and_what_comes_close_behind_them_goes_together() -> None:
    server = FakeServer()
    saying = Saying(FakeLink(server), "m1", voice="assistant")
    for word in ("one", " two", " three", " four"):
        saying.hear(word)
    assert [one.text for one in server.signals if isinstance(one, TextDelta)] == ["one"]
    while len(server.signals) < 2:  # noqa: ASYNC110 - a signal wakes nobody here
        await asyncio.sleep(GATHER_S / 3)
    saying.hear(" five")
    saying.end()
    assert [one.text for one in server.signals if isinstance(one, TextDelta)] == ["one", " two three four", " five"]


async def test_words_that_wait_are_forgotten_when_the_reply_begins_again() -> None:
    server = FakeServer()
    saying = Saying(FakeLink(server), "m1", voice="interviewer")
    for word in ("never", " mind"):
        saying.hear(word)
    saying.restart()
    saying.hear("better")
    saying.end()
    assert [getattr(one, "text", None) for one in server.signals] == ["never", None, "better"]


async def test_messages_are_answered_one_at_a_time_and_in_order(stages: Stages) -> None:
    brain = Costly()
    stage = stages(brain=brain)
    await stage.begun()
    asked = [stage.server.say(f"I think about step {number}") for number in range(4)]
    await stage.server.until(lambda: [e for e in stage.server.events(ChatMessage) if e.in_reply_to == asked[-1]])
    assert [e.in_reply_to for e in stage.server.events(ChatMessage) if e.in_reply_to] == asked
    assert brain.most == 1


async def test_what_a_reply_cost_is_recorded_for_the_interviewer(stages: Stages) -> None:
    stage = stages(brain=Costly())
    await stage.begun()
    assert {usage.audience for usage in stage.log("usage_recorded")} == {Audience.INTERVIEWER}


async def test_a_hint_that_is_asked_for_goes_up_the_ladder_and_is_counted(stage: Stage) -> None:
    await stage.begun()
    hints = ["What happens to one value?", "A loop over the values.", "Multiply each by two."]
    for number, hint in enumerate(hints, start=1):
        answer = await answer_to(stage, f"another hint please {number}")
        assert hint in answer.text
        assert answer.moment == "hint"
    last = await answer_to(stage, "one more hint?")
    assert last.moment == "answer"
    record = stage.folded().record
    assert record is not None
    assert record.rung == 3
    stage.server.type(WRONG)
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    report = stage.log("report_written")[0].questions[0]
    assert report.hints == 3
    assert next(s for s in report.scores if s.dimension == "independence").per_mille == 0


async def test_the_interviewer_s_words_are_not_answered(stage: Stage) -> None:
    await stage.begun()
    stage.server.say("Please explain your approach", actor=Actor.INTERVIEWER)
    await stage.server.quiet()
    assert not [e for e in stage.server.events(ChatMessage) if e.in_reply_to]


async def test_chat_is_answered_in_a_pause(stage: Stage) -> None:
    await stage.begun()
    stage.server.pause()
    assert (await answer_to(stage, "how much time is left?")).text


async def test_a_failing_model_is_replaced_for_that_utterance_and_the_interview_goes_on(stages: Stages) -> None:
    stage = stages(brain=FallbackBrain(Broken(), ScriptedBrain()))
    await stage.begun()
    answer = await answer_to(stage, "how much time is left?")
    assert answer.text == "You have 90 minutes left."
    failures = stage.log("brain_failed")
    assert [failure.moment for failure in failures] == ["welcome", "introduce", "answer"]
    assert failures[0].reason == "the model is overloaded"
    assert failures[0].audience is Audience.INTERVIEWER
    stage.server.end()
    await stage.server.until_event(InterviewCompleted)
    assert stage.log("report_written")[0].brain == "claude-test"


async def test_a_model_that_speaks_is_not_replaced(stages: Stages) -> None:
    stage = stages(brain=FallbackBrain(Costly(), Broken()))
    await stage.begun()
    assert {event.text for event in stage.log("chat_message")} == {"some words"}
    assert not stage.log("brain_failed")


async def test_another_question_begins_with_facts_about_the_last_one_and_nothing_of_its_talk(stage: Stage) -> None:
    await stage.begun()
    stage.server.say("I think of a loop over all pairs")
    await stage.server.until(lambda: [one for one in stage.log("chat_message") if one.moment == "answer"])
    stage.server.type(RIGHT)
    stage.server.submit()
    await stage.server.until(lambda: len(stage.log("question_selected")) == 2)
    stage.server.say("and this one?")
    state = stage.folded()
    first, second = state.records.values()
    scene = scene_of(state, None, now_ms=1000)
    assert [line.text for line in scene.talk if line.who == "candidate"] == ["and this one?"]
    assert scene.earlier == (f"earlier question '{first.event.question_title}': solved, 0 runs, 1 submissions",)
    assert second.event.question_title not in "".join(scene.earlier)
    assert (scene.before, scene.tested) == (scene.code, False)
