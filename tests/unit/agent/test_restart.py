"""An agent killed anywhere: what is done is not done again, and what is missing is made up for."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings, strategies

from agent.documents import KEPT, Document
from agent.fold import fold
from protocol.changes import difference
from protocol.events import (
    AgentRestarted,
    ChatMessage,
    FeedbackGiven,
    InterviewCompleted,
    InterviewStarted,
    QuestionSelected,
    TestsFinished,
)
from protocol.facts import (
    QuestionFile,
)
from protocol.values import Actor
from tests.unit.agent.conftest import RIGHT, WRONG, Stage, Stages
from tests.unit.agent.test_chat import Costly

STEPS = 48
"""More than one agent says in the interview below."""


async def candidate(stage: Stage) -> None:
    """A candidate who acts on what the log shows, whoever wrote it."""
    server = stage.server
    await server.until_event(InterviewStarted)
    server.type(WRONG)
    server.run_tests()
    await server.until_event(TestsFinished)
    asked = server.say("Can I get a hint?")
    await server.until(lambda: [e for e in server.events(ChatMessage) if e.in_reply_to == asked])
    server.say("I'm done")
    await server.until_event(FeedbackGiven)
    server.type(RIGHT)
    server.submit()
    await server.until_event(QuestionSelected, 2)
    await server.until(lambda: [e for e in server.events(ChatMessage) if e.moment == "introduce"][1:])
    server.type(RIGHT + "\n")
    server.end()
    await server.until_event(InterviewCompleted)


def durable(stage: Stage) -> Counter[tuple[str, ...]]:
    """What the agent said, without what may differ between two plays."""
    found: Counter[tuple[str, ...]] = Counter()
    for event in stage.server.events():
        if event.actor is Actor.AGENT:
            case = event.case.name if event.event_type == "test_result" else ""
            found[event.event_type, str(getattr(event, "moment", "")), case, str(getattr(event, "kind", ""))] += 1
    return found


async def play(stage: Stage, *, kill_after: int | None) -> None:
    """The whole interview; the first agent is killed when so many of its events are stored."""
    stage.start(store=kill_after)
    acting = asyncio.create_task(candidate(stage))
    while not acting.done():
        dead = asyncio.create_task(stage.link.dead.wait())
        await asyncio.wait({acting, dead}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if not dead.done():
            dead.cancel()
            break
        await stage.kill()
        stage.server.commit(AgentRestarted(generation=stage.generation + 1, reason="it was killed"))
        stage.start()
    async with asyncio.timeout(20):
        await acting


async def test_killed_after_any_event_the_agent_says_everything_exactly_once(stages: Stages) -> None:
    whole = stages()
    await play(whole, kill_after=None)
    expected = durable(whole)
    assert sum(expected.values()) < STEPS
    for count in range(STEPS):
        stage = stages()
        await play(stage, kill_after=count)
        assert durable(stage) == expected, f"killed after {count} events"


async def test_killed_after_every_single_event_the_interview_still_comes_to_its_end(stages: Stages) -> None:
    whole = stages()
    await play(whole, kill_after=None)
    stage = stages()
    stage.start(store=1)
    acting = asyncio.create_task(candidate(stage))
    while not acting.done():
        await asyncio.wait({acting, asyncio.create_task(stage.link.dead.wait())}, return_when=asyncio.FIRST_COMPLETED)
        await stage.kill()
        if not acting.done():
            stage.start(store=1)
    await acting
    assert durable(stage) == durable(whole)
    assert stage.generation > 20


async def test_a_paused_interview_is_still_paused_for_the_next_agent(stage: Stage) -> None:
    await stage.begun()
    stage.server.pause()
    await stage.server.quiet()
    await stage.kill()
    stage.start()
    await stage.server.advance(10_000)
    assert not stage.log("inactivity_nudge")
    stage.server.resume()
    await stage.server.advance(121)
    assert len(stage.log("inactivity_nudge")) == 1


async def test_until_the_log_is_folded_to_its_head_nothing_is_said(stage: Stage) -> None:
    await stage.begun()
    stage.server.type(WRONG)
    stage.server.submit()
    await stage.server.until_event(FeedbackGiven)
    before = len(stage.server.log)
    await stage.kill()
    stage.start()
    await stage.server.quiet(60)
    assert len(stage.server.log) == before


async def test_what_was_spent_before_is_told_to_the_brain(stages: Stages) -> None:
    brain = Costly()
    stage = stages(brain=brain)
    await stage.begun()
    assert stage.folded().usage
    await stage.kill()
    later = Costly()
    stage.brain = later
    stage.start()
    await stage.server.quiet(60)
    assert sum(usage.cost_micro_usd for usage in later.remembered) == 7 * len(stage.log("usage_recorded"))


@pytest.fixture
async def played(stages: Stages) -> list[Any]:
    stage = stages()
    await play(stage, kill_after=11)
    return stage.server.log


async def test_folding_in_any_split_gives_the_same_state(played: list[Any]) -> None:
    whole = fold(played)
    for cut in range(len(played) + 1):
        state = fold(played[:cut])
        assert fold(played[cut:], state) == whole


texts = strategies.text(alphabet="ab\n\u00e9\U0001f600", max_size=12)


@given(strategies.lists(texts, min_size=1, max_size=30), strategies.integers(min_value=1, max_value=20))
@settings(max_examples=60, deadline=None)
def test_a_document_is_known_at_each_of_its_recent_versions(contents: list[str], times: int) -> None:
    document = Document.of(QuestionFile(path="a.py", content="start"))
    history = ["start"]
    for version, text in enumerate(contents * times, start=1):
        document.change(difference(document.text, text), version)
        history.append(text)
    newest = len(history) - 1
    for version in range(max(0, newest - KEPT), newest + 1):
        assert document.at(version) == history[version]
    assert document.at(newest + 1) is None
    assert len(document.recent) < 2 * KEPT
