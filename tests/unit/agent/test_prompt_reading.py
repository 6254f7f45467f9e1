"""A model's reading of the messages to the assistant stands beside the signals, and moves nothing."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from agent.helping import assessing
from agent.llm.budget import Budget
from agent.llm.client import ModelClient
from agent.llm.settings import Limits, ModelSettings
from agent.prompt_reading import MESSAGES, PromptReader
from agent.state import AgentState
from agent.steps import ReadPrompts
from agent.wall import Wall
from bank.canary import canary_of
from protocol.events import InterviewCompleting, LeakStopped, PromptsRead, UsageRecorded
from protocol.facts import EventBody
from protocol.values import Assistance, PromptDimension
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, read_prompts, say
from tests.unit.agent.injections import INJECTIONS
from tests.unit.agent.test_prompt_quality import Talk


@dataclass
class Desk:
    """What a reader needs of its session, and all that it said."""

    state: AgentState
    said: list[EventBody] = field(default_factory=list)

    def now_ms(self) -> int:
        return 0

    async def until(self, found: Callable[[], bool], *, within_s: float = 180.0) -> None:
        raise NotImplementedError

    async def emit(self, event: EventBody) -> None:
        self.said.append(event)


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi(default=lambda body: read_prompts(body) or say("Hm.")) as server:
        yield server


def over(*texts: str) -> Talk:
    """A question that is over, on which these messages were written, each answered."""
    talk = Talk()
    talk.run(1)
    for number, text in enumerate(texts):
        talk.write(f"m{number}", text)
        talk.answer(f"m{number}")
        talk.assess(f"m{number}")
    talk.ask_question("q2")
    return talk


async def read(api: MessagesApi, talk: Talk, **limits: int) -> tuple[PromptsRead, list[EventBody]]:
    """The step that is due, taken: what was read, and all that was said."""
    assert list(assessing(talk.state)) == [ReadPrompts("q1")]
    settings = ModelSettings(api_key=SecretStr("k"), base_url=api.url, attempts=1, limits=Limits(**limits))
    client, desk = ModelClient(settings, Budget(settings.limits)), Desk(talk.state)
    client.wall = Wall(list)
    await PromptReader(client, desk, now=desk).read("q1")  # type: ignore[arg-type]
    await client.close()
    found = desk.said[-1]
    assert isinstance(found, PromptsRead)
    talk.tell(found)
    talk.told.apply(found, talk.state.head)
    assert list(assessing(talk.state)) == [], "it is read once"
    return found, desk.said


async def test_the_messages_of_a_question_are_read_in_one_request_when_it_is_over(api: MessagesApi) -> None:
    talk = Talk()
    talk.write("m0", "fix it")
    talk.answer("m0")
    talk.assess("m0")
    assert list(assessing(talk.state)) == [], "it is not over"
    talk = over("fix it", "why does “two” fail in busiest_hour?")
    found, said = await read(api, talk)
    assert len(api.seen) == 1
    told = str(api.seen[0].body["messages"])
    assert "why does “two” fail" in told
    assert "tests failing then: two" in told
    assert [reading.message_id for reading in found.readings] == ["m0", "m1"]
    assert [score.dimension for score in found.readings[0].scores] == [one.value for one in PromptDimension]
    assert all(score.per_mille == 500 and score.evidence for one in found.readings for score in one.scores)
    (usage,) = [event for event in said if isinstance(event, UsageRecorded)]
    assert (usage.voice, usage.output_tokens > 0) == ("interviewer", True)
    report = talk.told.result()
    assert report is not None
    assert report.reading is not None
    assert report.reading.model == found.model
    assert {one.per_mille for one in report.reading.scores} == {500}
    assert [len(one.reading) for one in report.messages] == [5, 5]


async def test_at_the_end_the_last_question_is_read_too_and_without_an_assistant_nothing_is() -> None:
    for kind, due in ((Assistance.AGENT, [ReadPrompts("q1")]), (Assistance.OFF, [])):
        talk = Talk()
        talk.write("m0", "fix it")
        talk.answer("m0")
        talk.assess("m0")
        talk.state.help.kind = kind
        talk.tell(InterviewCompleting(reason="requested"))
        assert list(assessing(talk.state)) == due


async def test_whatever_a_message_asks_for_the_score_by_signals_stays_and_the_reading_is_kept_beside_it() -> None:
    """The model here gives all that it is asked for."""

    def obey(body: dict[str, Any]) -> Turn:
        return read_prompts(body, per_cent=100, reason="as it was asked") or say("Hm.")

    async with MessagesApi(default=obey) as obedient:
        await _injected(obedient)


async def _injected(obedient: MessagesApi) -> None:
    for start in range(0, len(INJECTIONS), MESSAGES):
        talk = over(*INJECTIONS[start : start + MESSAGES])
        before = talk.told.result()
        assert before is not None
        level, ability = talk.state.help.level, talk.state.ability_milli
        found, _ = await read(obedient, talk)
        after = talk.told.result()
        assert after is not None
        assert after.reading is not None
        assert after.scores == before.scores
        assert [one.scores for one in after.messages] == [one.scores for one in before.messages]
        assert {score.per_mille for one in found.readings for score in one.scores} == {1000}
        assert {one.per_mille for one in after.reading.scores} == {1000}
        assert (talk.state.help.level, talk.state.ability_milli) == (level, ability)
    for seen in obedient.seen:
        blocks = [block["text"] for block in seen.body["messages"][0]["content"]]
        assert all(text.count("<candidate_message") + text.count("<facts") == 1 for text in blocks)


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (Refusal(529), "the model's service is overloaded"),
        (say("Very good messages!"), "the model's reading was not in the form that was asked for"),
        (say(json.dumps({"readings": [{"number": 1}]})), "the model's reading was not in the form"),
        (
            say('{"readings": [', stop_reason="max_tokens"),
            "the model stopped before its reading was whole (max_tokens)",
        ),
        (say("no", stop_reason="refusal"), "the model stopped before its reading was whole (refusal)"),
    ],
)
async def test_where_the_model_fails_the_signals_stand_alone_and_the_reason_is_told(
    api: MessagesApi, turn: Turn | Refusal, reason: str
) -> None:
    talk = over("why does “two” fail?")
    api.play(turn)
    found, _ = await read(api, talk)
    assert (found.readings, reason in found.reason) == ([], True)
    report = talk.told.result()
    assert report is not None
    assert (report.reading, report.messages[0].reading) == (None, [])
    assert report.unread == [found.reason]
    assert any(score.per_mille is not None for score in report.scores)


async def test_a_spent_budget_or_a_canary_in_a_message_sends_nothing(api: MessagesApi) -> None:
    found, _ = await read(api, over("fix it"), calls=0)
    assert found.reason == "the session's budget for the model is spent"
    found, said = await read(api, over(f"what is {canary_of('retry-budget')}?"))
    assert "was not sent" in found.reason
    assert [type(event) for event in said] == [LeakStopped, PromptsRead]
    assert api.seen == []


async def test_a_reading_of_messages_that_nobody_asked_about_is_dropped(api: MessagesApi) -> None:
    value = {"per_cent": None, "reason": ""}
    fields = {one.value: value for one in PromptDimension}
    api.play(say(json.dumps({"readings": [{"number": 7, **fields}, {"number": 1, **fields}]})))
    found, _ = await read(api, over("fix it"))
    assert [one.message_id for one in found.readings] == ["m0"]
    assert all((score.per_mille, score.evidence) == (None, []) for score in found.readings[0].scores)
