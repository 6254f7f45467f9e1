"""The Claude brain against the stand-in: what it says, when it gives up, what it sends, what it costs."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Literal

import pytest
from pydantic import SecretStr

from agent.brains.base import (
    Answer,
    Brain,
    BrainError,
    Ear,
    FinalFeedback,
    Line,
    Nudge,
    Scene,
    Welcome,
)
from agent.brains.claude import ClaudeBrain
from agent.evidence import Witness
from agent.llm.models import Price
from agent.llm.settings import Limits, ModelSettings
from bank.models import PublicQuestion
from bank.spec import Anchor
from protocol.events import AGENT_EVENT, UsageRecorded
from protocol.facts import Claim, Context
from protocol.values import Difficulty, InterviewMode, Language
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, say

KEY = "sk-ant-test-0123456789abcdef"
QUESTION = PublicQuestion(
    id="two-runs",
    title="Two runs",
    difficulty=Difficulty.EASY,
    topics=("arrays",),
    statement="Given a list of numbers, return the lengths of its two longest runs. " * 8,
    estimated_minutes=15,
    hints=("Walk the list once.", "Keep the length of the present run.", "Compare at each end of a run."),
    follow_ups=("What does it cost?",),
    rubric=(Anchor(dimension="correctness", weak="misses the last run.", strong="all edges."),),
)
SCENE = Scene(
    session_id="0192f0c1-2b3c-7d4e-8f90-123456789abc",
    candidate_name="Ada",
    mode=InterviewMode.FRIENDLY,
    context=Context(company="Acme", role="backend engineer"),
    question=QUESTION,
    language=Language.PYTHON,
    code={"solution.py": "def two_runs(xs):\n    return 0, 0\n"},
    remaining_ms=1_200_000,
)
NUDGE = Nudge(idle_ms=130_000, level=1, hint="Walk the list once.")
SEEN = (Witness(7, "a run"), Witness(8, "a hint", praises=False), Witness(9, "the end", faults=False))
FINAL = FinalFeedback(reason="requested", questions=(), scores=(), witnesses=SEEN)


class Listener:
    """Keeps what a brain reports; `shown` is the text since the last restart."""

    def __init__(self) -> None:
        self.shown = ""
        self.restarts = 0
        self.used: list[UsageRecorded] = []
        self.ear = Ear(text=self._text, restart=self._restart, usage=self.used.append)

    def _text(self, text: str) -> None:
        self.shown += text

    def _restart(self) -> None:
        self.shown, self.restarts = "", self.restarts + 1


def settings_for(api: MessagesApi, **changes: Any) -> ModelSettings:
    return replace(ModelSettings(api_key=SecretStr(KEY), base_url=api.url), **changes)


@asynccontextmanager
async def a_brain(*turns: Turn | Refusal, **changes: Any) -> AsyncIterator[tuple[ClaudeBrain, MessagesApi, Listener]]:
    async with MessagesApi() as api:
        api.play(*turns)
        brain = ClaudeBrain(settings_for(api, **changes))
        try:
            yield brain, api, Listener()
        finally:
            await brain.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens behind a socket
            await asyncio.sleep(0.01)


async def test_what_is_said_is_streamed_and_returned_whole() -> None:
    async with a_brain(say("  Welcome, Ada. Shall we begin?  ", chunk_chars=4)) as (brain, _, listener):
        port: Brain = brain
        assert await port.speak(Welcome(), SCENE, listener.ear) == "Welcome, Ada. Shall we begin?"
        assert listener.shown.strip() == "Welcome, Ada. Shall we begin?"
        assert port.name == "claude-sonnet-5-5"


@pytest.mark.parametrize("ends", ["drop", "eof", "error"])
async def test_a_lost_reply_is_taken_back_before_the_next_try_is_shown(
    ends: Literal["drop", "eof", "error"],
) -> None:
    lost = replace(say("This much was heard and is lost."), ends=ends, ends_after=5)
    async with a_brain(lost, say("And this is said.")) as (brain, _, listener):
        assert await brain.speak(NUDGE, SCENE, listener.ear) == "And this is said."
        assert (listener.shown, listener.restarts) == ("And this is said.", 1)


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (say("I can not speak about", stop_reason="refusal"), "declined"),
        (say("A sentence that has no", stop_reason="max_tokens"), "too long"),
        (Turn(), "empty"),
        (say("Paused.", stop_reason="pause_turn"), "not expected"),
        (Refusal(401), "refused the API key"),
        (Refusal(429, error_code="enforced_spend_limit_reached"), "spending limit"),
    ],
)
async def test_what_cannot_be_said_is_a_brain_error_and_nothing_of_it_stays_shown(
    turn: Turn | Refusal, reason: str
) -> None:
    async with a_brain(turn) as (brain, api, listener):
        with pytest.raises(BrainError, match=reason):
            await brain.speak(NUDGE, SCENE, listener.ear)
        assert listener.shown == ""
        assert len(api.seen) == 1


async def test_a_reply_cut_by_max_tokens_counts_when_it_ends_in_a_sentence() -> None:
    async with a_brain(say('Look at the last run ("the tail").', stop_reason="max_tokens")) as (brain, _, listener):
        assert (await brain.speak(NUDGE, SCENE, listener.ear)).endswith('("the tail").')


async def test_speaking_ends_when_its_time_is_up() -> None:
    async with MessagesApi() as api:
        api.play(say("so slow " * 300, delay_s=0.05))
        brain, listener = ClaudeBrain(settings_for(api), speak_within_s=0.4), Listener()
        with pytest.raises(BrainError, match="in time"):
            await brain.speak(NUDGE, SCENE, listener.ear)
        assert listener.shown == ""
        await brain.close()


async def test_a_cancelled_utterance_is_charged_and_leaves_the_brain_usable() -> None:
    async with a_brain(say("long " * 300, delay_s=0.02), say("Still here.")) as (brain, _, listener):
        speaking = asyncio.create_task(brain.speak(NUDGE, SCENE, listener.ear))
        await until(lambda: listener.shown != "")
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        assert len(listener.used) == 1
        assert await brain.speak(NUDGE, SCENE, Listener().ear) == "Still here."


async def test_two_sessions_speak_at_once_without_touching_each_other() -> None:
    async with MessagesApi() as api:
        settings = settings_for(api, limits=Limits(micro_usd=1_000_000, calls=2))
        scenes = [replace(SCENE, session_id=f"session-{name}") for name in "ab"]
        brains, listeners = [ClaudeBrain(settings) for _ in scenes], [Listener() for _ in scenes]
        for scene in scenes:
            lost = replace(say(f"Lost in {scene.session_id}."), ends="eof", ends_after=4)
            api.play(lost, say(f"Words for {scene.session_id}.", delay_s=0.005), session=scene.session_id)
        async with asyncio.TaskGroup() as group:
            said = [
                group.create_task(brain.speak(NUDGE, scene, listener.ear))
                for brain, scene, listener in zip(brains, scenes, listeners, strict=True)
            ]
        assert [task.result() for task in said] == ["Words for session-a.", "Words for session-b."]
        assert [listener.shown for listener in listeners] == [task.result() for task in said]
        for brain in brains:
            await brain.close()


async def test_each_request_reports_its_tokens_and_its_cost_in_integers() -> None:
    price = Price.of("3", "15", "0.30")
    async with a_brain(say("One. " * 20), prices={"claude-sonnet-5-5": price}) as (brain, api, listener):
        await brain.speak(NUDGE, SCENE, listener.ear)
        (used,), usage = listener.used, api.seen[0].usage
        assert AGENT_EVENT.validate_python(used.model_dump()) == used
        assert used.input_tokens == usage["input_tokens"]
        assert used.output_tokens == usage["output_tokens"]
        assert used.cache_write_tokens == usage["cache_creation_input_tokens"] > 0
        long_lived = usage["cache_creation"]["ephemeral_1h_input_tokens"]
        expected = (
            used.input_tokens * 3
            + used.output_tokens * 15
            + used.cache_read_tokens * 0.30
            + (used.cache_write_tokens - long_lived) * 3.75
            + long_lived * 6
        )
        assert 0 <= used.cost_micro_usd - expected < 1.001


async def test_the_second_utterance_reads_the_cache_of_the_first() -> None:
    async with a_brain(say("A first hint."), say("Yes, once is enough.")) as (brain, api, listener):
        await brain.speak(NUDGE, SCENE, listener.ear)
        later = replace(
            SCENE,
            code={"solution.py": "def two_runs(xs):\n    for x in xs: ...\n"},
            talk=(Line("agent", "A first hint."), Line("candidate", "Once only?")),
            elapsed_ms=60_000,
        )
        await brain.speak(Answer("Once only?"), later, listener.ear)
        first, second = listener.used
        assert first.cache_read_tokens == 0
        assert second.cache_read_tokens >= first.cache_write_tokens > 1024
        assert second.input_tokens < second.cache_read_tokens
        assert second.cost_micro_usd < first.cost_micro_usd / 2
        assert len(api.seen) == 2


async def test_another_session_of_the_same_mode_reads_the_role_from_the_cache() -> None:
    async with MessagesApi() as api:
        listener = Listener()
        for name in ("Ada", "Grace"):
            brain = ClaudeBrain(settings_for(api))
            api.play(say("Hello."))
            await brain.speak(Welcome(), replace(SCENE, candidate_name=name, question=None), listener.ear)
            await brain.close()
        assert listener.used[1].cache_read_tokens > 1024


async def test_a_spent_budget_silences_the_brain_also_after_a_restart_of_the_agent() -> None:
    async with a_brain(say("Once."), say("Never."), limits=Limits(micro_usd=100, calls=50)) as (brain, api, listener):
        await brain.speak(NUDGE, SCENE, listener.ear)
        with pytest.raises(BrainError, match="budget"):
            await brain.speak(NUDGE, SCENE, listener.ear)
        restarted = ClaudeBrain(settings_for(api, limits=Limits(micro_usd=100, calls=50)))
        restarted.remember(listener.used[0])
        with pytest.raises(BrainError, match="budget"):
            await restarted.speak(NUDGE, SCENE, listener.ear)
        assert len(api.seen) == 1


async def test_the_report_is_asked_for_as_json_and_not_streamed() -> None:
    tested = {"text": "You tested early.", "evidence": [7]}
    words = {"summary": [{"text": " It went well. ", "evidence": [7, 9]}], "strengths": [tested], "improvements": []}
    async with a_brain(say(json.dumps(words))) as (brain, api, listener):
        assert await brain.conclude(FINAL, SCENE, listener.ear) == (
            Claim(kind="summary", text="It went well.", evidence=[7, 9]),
            Claim(kind="strength", text="You tested early.", evidence=[7]),
        )
        assert listener.shown == ""
        assert len(listener.used) == 1
        asked = api.seen[0].body["output_config"]["format"]
        assert asked["type"] == "json_schema"
        assert asked["schema"]["required"] == ["summary", "strengths", "improvements"]


FINE = {"text": "Fine.", "evidence": [7]}
WORDS = {"summary": [FINE], "strengths": [], "improvements": []}


@pytest.mark.parametrize(
    ("text", "stop_reason"),
    [
        (json.dumps(WORDS), "max_tokens"),
        (json.dumps(WORDS), "refusal"),
        ('{"summary": "cut', "end_turn"),
        ("", "end_turn"),
        (json.dumps({**WORDS, "summary": [{"text": "  ", "evidence": [7]}]}), "end_turn"),
        (json.dumps({**WORDS, "summary": "Fine."}), "end_turn"),
        (json.dumps({**WORDS, "summary": [{"text": "Fine.", "evidence": []}]}), "end_turn"),
        (json.dumps({**WORDS, "summary": [{"text": "Fine.", "evidence": [7, 1234]}]}), "end_turn"),
        (json.dumps({**WORDS, "score": 11}), "end_turn"),
        (json.dumps({**WORDS, "strengths": [FINE] * 11}), "end_turn"),
        (json.dumps({**WORDS, "strengths": [{"text": "Fine.", "evidence": ["7"]}]}), "end_turn"),
        (json.dumps({**WORDS, "improvements": [{"text": "y" * 2_000, "evidence": [7]}]}), "end_turn"),
    ],
)
async def test_a_report_that_is_not_whole_or_not_in_bounds_is_a_brain_error(text: str, stop_reason: str) -> None:
    async with a_brain(say(text, stop_reason=stop_reason)) as (brain, _, listener):
        with pytest.raises(BrainError) as failed:
            await brain.conclude(FINAL, SCENE, listener.ear)
        assert "Fine" not in failed.value.reason


async def test_neither_a_log_nor_an_error_holds_key_code_or_talk(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene = replace(SCENE, code={"solution.py": "SECRET_CODE = 1"}, talk=(Line("candidate", "SECRET_TALK"),))
    async with a_brain(
        replace(say("SECRET_REPLY is cut"), ends="drop", ends_after=4),
        say("SECRET_REPLY", stop_reason="refusal"),
        say("SECRET_REPLY"),
        Refusal(400, "invalid_request_error"),
    ) as (brain, _, listener):
        errors = []
        for ask in (
            brain.speak(Answer("SECRET_TALK"), scene, listener.ear),
            brain.conclude(FINAL, scene, listener.ear),
            brain.speak(Answer("SECRET_TALK"), scene, listener.ear),
        ):
            with pytest.raises(BrainError) as failed:
                await ask
            errors.append(failed.value.reason + repr(failed.value) + repr(failed.value.__cause__))
    logged = "\n".join(f"{vars(record)} {record.getMessage()}" for record in caplog.records)
    assert "a request to the model failed" in logged
    for secret in (KEY, "SECRET_CODE", "SECRET_TALK", "SECRET_REPLY", "Two runs"):
        assert secret not in logged
        assert secret not in "".join(errors)
    assert KEY not in repr(ModelSettings(api_key=SecretStr(KEY)))
