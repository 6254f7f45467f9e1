"""Every row of the fault table, met by the real client library on a real socket."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from agent.llm.budget import Budget
from agent.llm.client import ModelClient, Request
from agent.llm.retry import FaultKind, ModelFailed
from agent.llm.settings import Limits, ModelSettings
from agent.llm.stream import End, Reply, Restart, Spent, StreamEvent, TextDelta, ThinkingDelta, ToolInputDelta, ToolUse
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, call_tool, say

KEY = "sk-ant-test-0123456789abcdef"
TOOL = {"name": "read_file", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}


def settings_for(url: str, *, limits: Limits | None = None, attempts: int = 4, idle_s: float = 60.0) -> ModelSettings:
    return ModelSettings(
        api_key=SecretStr(KEY),
        base_url=url,
        limits=limits or Limits(),
        attempts=attempts,
        idle_timeout_s=idle_s,
    )


def a_request(text: str = "Say something.", *, tools: bool = False) -> Request:
    return Request(
        system=({"type": "text", "text": "You are brief."},),
        messages=({"role": "user", "content": [{"type": "text", "text": text}]},),
        max_tokens=500,
        user_id="one",
        tools=(dict(TOOL),) if tools else (),
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another process's socket
            await asyncio.sleep(0.01)


class Conversation:
    """A client at a stand-in, and all that was heard from it."""

    def __init__(self, api: MessagesApi, client: ModelClient, budget: Budget) -> None:
        self.api, self.client, self.budget = api, client, budget
        self.heard: list[StreamEvent] = []

    async def ask(self, *, tools: bool = False, within_s: float = 20.0) -> Reply:
        return await self.client.ask(a_request(tools=tools), hear=self.heard.append, within_s=within_s)

    @property
    def shown(self) -> str:
        """What a page would show: text since the last restart."""
        text = ""
        for event in self.heard:
            if isinstance(event, Restart):
                text = ""
            elif isinstance(event, TextDelta):
                text += event.text
        return text

    @property
    def restarts(self) -> int:
        return sum(isinstance(event, Restart) for event in self.heard)


@asynccontextmanager
async def conversation(
    *, limits: Limits | None = None, attempts: int = 4, idle_s: float = 60.0
) -> AsyncIterator[Conversation]:
    async with MessagesApi() as api:
        settings = settings_for(api.url, limits=limits, attempts=attempts, idle_s=idle_s)
        budget = Budget(settings.limits)
        client = ModelClient(settings, budget)
        try:
            yield Conversation(api, client, budget)
        finally:
            await client.close()


async def test_a_whole_reply_arrives_in_pieces_and_ends_with_its_stop_reason() -> None:
    async with conversation() as talk:
        talk.api.play(say("Good morning, Ada. Größe: 3 µm.", chunk_chars=5))
        reply = await talk.ask()
    assert reply.text == talk.shown == "Good morning, Ada. Größe: 3 µm."
    assert reply.stop_reason == "end_turn"
    assert sum(isinstance(event, TextDelta) for event in talk.heard) == 7
    assert isinstance(talk.heard[-1], End)


async def test_a_body_cut_at_every_byte_reads_the_same() -> None:
    async with conversation() as talk:
        talk.api.play(say("naïve → ✓ 🙂", split_bytes=1))
        reply = await talk.ask()
    assert reply.text == "naïve → ✓ 🙂"


async def test_unknown_events_and_pings_are_passed_over() -> None:
    async with conversation() as talk:
        talk.api.play(say("Fine.", strange_events=({"type": "weather_report", "wind": 3},)))
        assert (await talk.ask()).text == "Fine."


async def test_the_second_request_goes_over_the_connection_of_the_first() -> None:
    async with conversation() as talk:
        talk.api.play(say("One."), say("Two."))
        await talk.ask()
        await talk.ask()
        assert len(talk.api.connections) == 1


async def test_a_reply_is_whole_at_its_last_event_though_the_body_stays_open() -> None:
    async with conversation() as talk:
        talk.api.play(say("Whole.", hangs=True))
        async with asyncio.timeout(5):
            assert (await talk.ask(within_s=60)).text == "Whole."


@pytest.mark.parametrize("status", [429, 500, 503, 529])
async def test_a_refusal_before_the_body_is_tried_again_without_a_restart(status: int) -> None:
    async with conversation() as talk:
        talk.api.play(Refusal(status, retry_after_s=0.01), say("Second try."))
        assert (await talk.ask()).text == "Second try."
        assert talk.restarts == 0
        assert len(talk.api.seen) == 2


async def test_the_client_library_adds_no_retries_of_its_own() -> None:
    async with conversation(attempts=3) as talk:
        talk.api.play(*[Refusal(529, retry_after_s=0.01)] * 9)
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
        assert failed.value.kind is FaultKind.OVERLOADED
        assert len(talk.api.seen) == 3


async def test_a_wait_that_outlasts_the_time_allowed_is_not_waited() -> None:
    async with conversation() as talk:
        talk.api.play(Refusal(429, retry_after_s=3600))
        async with asyncio.timeout(5):
            with pytest.raises(ModelFailed) as failed:
                await talk.ask(within_s=20)
        assert failed.value.kind is FaultKind.RATE_LIMITED


@pytest.mark.parametrize("code", ["enforced_spend_limit_reached", "contract_spend_limit_reached"])
async def test_a_spending_limit_fails_at_once_and_says_so(code: str) -> None:
    async with conversation() as talk:
        talk.api.play(Refusal(429, error_code=code, retry_after_s=0.01), say("Never asked for."))
        with pytest.raises(ModelFailed, match="spending limit"):
            await talk.ask()
        assert len(talk.api.seen) == 1


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Refusal(401), FaultKind.KEY_REFUSED),
        (Refusal(402, "billing_error"), FaultKind.BILLING),
        (Refusal(403, "permission_error"), FaultKind.FORBIDDEN),
        (Refusal(404, "not_found_error"), FaultKind.NOT_FOUND),
        (Refusal(413, "request_too_large"), FaultKind.TOO_LARGE),
        (Refusal(400, "invalid_request_error"), FaultKind.BAD_REQUEST),
    ],
)
async def test_a_refusal_that_will_not_pass_is_asked_once(refusal: Refusal, kind: FaultKind) -> None:
    async with conversation() as talk:
        talk.api.play(refusal)
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
        assert failed.value.kind is kind
        assert len(talk.api.seen) == 1


@pytest.mark.parametrize("ends", ["drop", "eof", "error"])
async def test_a_reply_lost_in_the_middle_is_taken_back_and_tried_again(ends: str) -> None:
    async with conversation() as talk:
        talk.api.play(Turn(**{**vars(say("Half of it is lost.")), "ends": ends, "ends_after": 5}), say("The whole."))
        reply = await talk.ask()
        assert reply.text == talk.shown == "The whole."
        assert talk.restarts == 1
        assert len(talk.api.seen) == 2


async def test_an_end_after_the_stop_reason_but_before_message_stop_is_a_cut() -> None:
    whole = say("Short.")
    async with conversation() as talk:
        # message_start, ping, block start, one delta, block stop, message_delta; message_stop is missing.
        talk.api.play(Turn(**{**vars(whole), "ends": "eof", "ends_after": 6}), whole)
        await talk.ask()
        assert talk.restarts == 1


async def test_a_stalled_reply_is_given_up_after_the_idle_time() -> None:
    async with conversation(idle_s=0.3) as talk:
        talk.api.play(say("It stalls in the middle.", ends="stall", ends_after=4), say("It flows."))
        assert (await talk.ask()).text == "It flows."
        assert talk.restarts == 1


async def test_a_slow_reply_ends_when_the_time_is_up_and_nothing_of_it_stays_shown() -> None:
    async with conversation() as talk:
        talk.api.play(say("word " * 400, delay_s=0.05))
        with pytest.raises(ModelFailed) as failed:
            await talk.ask(within_s=0.5)
        assert failed.value.kind is FaultKind.OUT_OF_TIME
        assert talk.shown == ""
        assert talk.restarts == 1


async def test_an_address_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = settings_for(f"http://127.0.0.1:{port}", attempts=2)
    client = ModelClient(settings, Budget(settings.limits))
    with pytest.raises(ModelFailed) as failed:
        await client.ask(a_request(), hear=lambda _: None, within_s=10)
    assert failed.value.kind is FaultKind.UNREACHABLE
    await client.close()


async def test_an_address_that_answers_something_else_is_an_error_of_the_service() -> None:
    async with conversation(attempts=1) as talk:
        talk.api.play(Refusal(502, body=b"<html>Bad gateway</html>"))
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
        assert failed.value.kind is FaultKind.SERVER_ERROR


@pytest.mark.parametrize(
    "stray",
    [
        {"type": "content_block_delta", "index": 3, "delta": {"type": "text_delta", "text": "?"}},
        {"type": "content_block_delta", "index": 0},
        {"type": "content_block_start", "index": 0, "content_block": None},
        {"type": "message_delta", "delta": {}, "usage": {"output_tokens": "many"}},
    ],
)
async def test_events_out_of_order_or_shape_are_an_error_of_the_service(stray: dict[str, object]) -> None:
    async with conversation(attempts=1) as talk:
        talk.api.play(say("Fine.", strange_events=(stray,)))
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
        assert failed.value.kind is FaultKind.SERVER_ERROR


async def test_a_tool_call_is_heard_as_it_grows_and_can_be_sent_back_unchanged() -> None:
    thinking = {"type": "thinking", "thinking": "I look at the file."}
    use = {"type": "tool_use", "id": "toolu_9", "name": "read_file", "input": {"path": "src/größe.py"}}
    async with conversation() as talk:
        talk.api.play(Turn(blocks=(thinking, use), stop_reason="tool_use"))
        reply = await talk.ask(tools=True)
    assert reply.tool_uses == [ToolUse("toolu_9", "read_file", {"path": "src/größe.py"})]
    assert reply.blocks == [{**thinking, "signature": "sig"}, use]
    grown = "".join(event.partial_json for event in talk.heard if isinstance(event, ToolInputDelta))
    assert grown == '{"path": "src/gr\\u00f6\\u00dfe.py"}'
    assert "".join(event.text for event in talk.heard if isinstance(event, ThinkingDelta)) == "I look at the file."


async def test_a_tool_call_cut_by_max_tokens_is_never_run() -> None:
    async with conversation() as talk:
        talk.api.play(call_tool("read_file", {}, stop_reason="max_tokens", raw_input='{"path": "a"}'))
        reply = await talk.ask(tools=True)
    assert reply.blocks[0]["input"] == {"path": "a"}
    assert reply.tool_uses == []


@pytest.mark.parametrize("raw", ['{"path": "a', "[1]", "[" * 100_000])
async def test_a_tool_input_that_is_no_json_object_is_recorded_as_broken(raw: str) -> None:
    async with conversation() as talk:
        talk.api.play(call_tool("read_file", {}, raw_input=raw, chunk_chars=4096))
        reply = await talk.ask(tools=True)
    assert reply.tool_uses[0].input == {}
    assert reply.tool_uses[0].error
    assert reply.broken.keys() == {"toolu_1"}


async def test_a_cancelled_request_closes_the_stream_and_the_next_one_works() -> None:
    async with conversation() as talk:
        talk.api.play(say("long " * 400, delay_s=0.02), say("After."))
        asking = asyncio.create_task(talk.ask())
        await until(lambda: talk.shown != "")
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await talk.ask()).text == "After."
        await until(lambda: talk.api.seen[0].gone)


async def test_a_cut_request_is_charged_for_what_it_used() -> None:
    async with conversation() as talk:
        talk.api.play(say("Lost in the middle.", ends="eof", ends_after=4), say("Whole."))
        await talk.ask()
        spent = [event for event in talk.heard if isinstance(event, Spent)]
        assert len(spent) == 2
        assert spent[0].tokens.input == spent[1].tokens.input > 0
        assert talk.budget.spent_micro_usd == sum(event.cost_micro_usd for event in spent)
        assert talk.budget.calls == 2


async def test_beyond_the_budget_nothing_is_sent() -> None:
    async with conversation(limits=Limits(micro_usd=1_000_000, calls=1)) as talk:
        talk.api.play(say("The only one."), say("Never."))
        await talk.ask()
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
        assert failed.value.kind is FaultKind.BUDGET_SPENT
        assert len(talk.api.seen) == 1


async def test_no_log_line_holds_the_key_or_the_prompt_even_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with conversation(attempts=2) as talk:
        talk.api.play(say("Half of a secret answer.", ends="drop", ends_after=5), Refusal(401))
        with pytest.raises(ModelFailed) as failed:
            await talk.ask()
    lines = "\n".join(f"{record.getMessage()} {vars(record)} {record.exc_text}" for record in caplog.records)
    assert "a request to the model failed" in lines
    for secret in (KEY, "You are brief", "Say something", "secret answer"):
        assert secret not in lines
        assert secret not in str(failed.value)
