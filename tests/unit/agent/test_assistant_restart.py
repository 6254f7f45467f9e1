"""An assistant killed anywhere in a turn: it goes on, nothing is done twice, and no half edit stays."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from agent.llm.budget import Budget
from agent.llm.client import ModelClient
from agent.llm.settings import ModelSettings
from agent.memory import sendable
from agent.settings import AgentSettings
from protocol.events import (
    AgentRestarted,
    AssistantChangeProposed,
    AssistantTurnEnded,
    AssistantTurnStarted,
    ChatMessage,
    InterviewStarted,
    ToolUseComplete,
    ToolUseError,
    ToolUseStart,
)
from protocol.values import Actor, Helpfulness
from tests.fakes.authority import Authority
from tests.fakes.messages_api import MessagesApi, Turn, call_tool, say
from tests.fakes.messages_api_rules import check
from tests.unit.agent.conftest import RIGHT, WRONG, Stage, Stages

STEPS = 26
"""More than the agent does in the turn below."""


def reply(body: dict[str, Any]) -> Turn:
    """The model goes by what it has done so far; a call that was interrupted it makes again."""
    done = [
        block["name"]
        for message, after in zip(body["messages"], body["messages"][1:], strict=False)
        for block in message["content"]
        if block["type"] == "tool_use" and not any(one.get("is_error") for one in after["content"])
    ]
    number = len(body["messages"])
    edit = {"path": "solution.py", "old_text": WRONG, "new_text": RIGHT}
    for name, arguments in (("analyze_progress", {}), ("edit_file", edit), ("run_tests", {})):
        if name not in done:
            return call_tool(name, arguments, identity=f"toolu_{number}_{name}", delay_s=0.004)
    return say("It doubles now.")


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi(default=reply) as server:
        yield server


def prepared(stages: Stages, api: MessagesApi) -> Stage:
    key = SecretStr("k")
    changes = AgentSettings(anthropic_api_key=key, brain="claude").model_dump(include={"anthropic_api_key", "brain"})
    stage = stages(changes=changes, helpfulness=Helpfulness.FULL_COPILOT)
    Authority(stage.server)
    settings = ModelSettings(api_key=key, base_url=api.url)
    stage.model = lambda: ModelClient(settings, Budget(settings.limits))
    return stage


async def play(stage: Stage, *, kill_after: int | None) -> None:
    """A turn; the agent that takes it up is killed when it has done so much."""
    stage.start()
    await stage.server.until_event(InterviewStarted)
    await stage.server.until(lambda: [e for e in stage.server.events(ChatMessage) if e.moment == "introduce"])
    stage.server.type(WRONG)
    await stage.kill()
    stage.server.commit(AgentRestarted(generation=stage.generation + 1, reason="a test"))
    stage.server.say("please fix it", to="assistant")
    stage.start(store=kill_after)
    over = asyncio.create_task(stage.server.until_event(AssistantTurnEnded))
    dead = asyncio.create_task(stage.link.dead.wait())
    await asyncio.wait({over, dead}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    if not over.done():
        await stage.kill()
        stage.server.commit(AgentRestarted(generation=stage.generation + 1, reason="a test"))
        stage.start()
    await over
    dead.cancel()
    await stage.kill()


@pytest.mark.parametrize("kill_after", [None, *range(STEPS)])
async def test_killed_after_anything_it_did_the_turn_comes_to_the_same_end(
    stages: Stages, api: MessagesApi, kill_after: int | None
) -> None:
    stage = prepared(stages, api)
    await play(stage, kill_after=kill_after)
    server = stage.server
    (ended,) = server.events(AssistantTurnEnded)
    assert (ended.outcome, ended.reason) == ("answered", "")
    assert server.view.documents["solution.py"].text == RIGHT
    said = {event.message_id: event.text for event in server.events(ChatMessage) if event.actor is Actor.ASSISTANT}
    assert list(said.values()) == ["It doubles now."]
    (proposed,) = server.events(AssistantChangeProposed)
    assert [file.path for file in proposed.files] == ["solution.py"]
    begun = [event.tool_use_id for event in server.events(ToolUseStart)]
    assert sorted(begun) == sorted(event.tool_use_id for event in server.events(ToolUseComplete, ToolUseError))
    assert len(server.events(AssistantTurnStarted)) <= 2
    assert all(seen.usage for seen in api.seen), "the API refused nothing"
    state = stage.folded()
    messages = sendable(state.help.memory[ended_question(stage)])
    again = {"role": "user", "content": [{"type": "text", "text": "again"}]}
    check({"model": "m", "max_tokens": 1, "messages": [*messages, again]}, {"x-api-key": "k"})


def ended_question(stage: Stage) -> str:
    (started, *_) = stage.server.events(AssistantTurnStarted)
    return str(started.question_id)
