"""A turn of the assistant when things happen: stops, queues, crashes, faults of the model, pauses, the end."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bank.canary import canary_of
from demo.client import Interview, no_certificates
from demo.server import Server
from tests.e2e.assisted import (
    BROKEN,
    FIX,
    PATH,
    QUESTION,
    Model,
    as_interviewer,
    ask,
    begun,
    ended,
    events,
    private,
    said,
    settings_for,
    text_of,
)
from tests.e2e.conftest import FAST, MakeServer
from tests.fakes.messages_api import Refusal, Turn, call_tool, say

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "".join(f"    step_{number} = {number}\n" for number in range(400))
EDIT = {"path": PATH, "old_text": "    blocked = 0\n", "new_text": LONG}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def model() -> AsyncIterator[Model]:
    async with Model() as api:
        yield api


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server(model: Model, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    with Server(tmp_path_factory.mktemp("assisted"), **FAST, **settings_for(model)) as server:
        yield server


async def writing(interview: object) -> None:
    """Wait until the assistant writes."""
    await interview.event("code_changed", where=lambda one: one["author"] == "assistant")  # type: ignore[attr-defined]


async def test_stop_ends_it_in_the_middle_of_an_edit_and_the_conversation_goes_on(model: Model, server: Server) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        model.script(interview, call_tool("edit_file", EDIT, identity="t1", delay_s=0.01), say("I am back."))
        await ask(interview)
        await writing(interview)
        before = time.monotonic()
        await interview.send("assistant_stop")
        over = await ended(interview)
        took_s = time.monotonic() - before
        assert over["outcome"] == "stopped"
        assert took_s < 1.0
        proposed = await interview.event("assistant_change_proposed")
        assert not proposed["complete"]
        half = text_of(interview)
        await asyncio.sleep(0.3)
        assert text_of(interview) == half != BROKEN
        where = f"/chat/changes/{proposed['change_id']}"
        assert (await interview.rest("POST", where, json={"decision": "reject"})).status_code == 200
        await interview.event("assistant_change_rejected")
        assert text_of(interview) == BROKEN
        await ask(interview, "go on")
        assert (await ended(interview, 2))["outcome"] == "answered"
        assert said(interview)[-1] == "I am back."
        assert not [seen for seen in model.seen if seen.usage == {}], "the API refused nothing"


async def test_messages_wait_for_the_turn_that_runs_and_two_tabs_see_one_conversation(
    model: Model, server: Server
) -> None:
    async with begun(server) as interview:
        model.script(interview, say("One. " * 30, delay_s=0.02), say("Two."), say("Three."))
        for text in ("first", "second", "third"):
            await ask(interview, text)
        running = await interview.event("assistant_turn_started")
        asked = [one for one in events(interview, "chat_message") if one["actor"] == "candidate"]
        assert running["message_id"] == asked[0]["message_id"]
        await ended(interview, 3)
        assert [one["message_id"] for one in events(interview, "assistant_turn_started")] == [
            one["message_id"] for one in events(interview, "chat_message") if one["actor"] == "candidate"
        ]
        assert said(interview) == [("One. " * 30).strip(), "Two.", "Three."]
        tab = type(interview)(interview.base_url, interview.session)
        async with tab:
            await ended(tab, 3)
            assert said(tab) == said(interview)


async def streamed(interview: Interview, text: str) -> list[tuple[str, dict[str, Any]]]:
    """What the stream of one message to the assistant says."""
    seen: list[tuple[str, dict[str, Any]]] = []
    url = f"{interview.base_url}/api/v1/interview/{interview.session_id}/chat/agent"
    headers = {"Authorization": f"Bearer {interview.token}"}
    async with (
        httpx.AsyncClient(verify=no_certificates()) as http,
        http.stream("POST", url, headers=headers, json={"text": text}, timeout=30) as answer,
    ):
        name = ""
        async for line in answer.aiter_lines():
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                seen.append((name, json.loads(line[5:])))
    return seen


async def test_rest_streams_a_turn_as_server_sent_events(model: Model, server: Server) -> None:
    async with begun(server, helpfulness="pair-programming") as interview:
        model.script(
            interview,
            say("Half of it is lost", ends="eof", ends_after=6, delay_s=0.05),
            Turn(
                blocks=(
                    {"type": "text", "text": "Let me look."},
                    {"type": "tool_use", "id": "t1", "name": "list_files", "input": {}},
                ),
                stop_reason="tool_use",
            ),
            say("There is one file."),
        )
        seen = await streamed(interview, "what is there?")
        kinds = [kind for kind, _ in seen if kind != "content"]
        assert kinds == ["tool_use", "tool_result", "usage", "done"]
        said_so_far, lost = "", ""
        for one in (payload for kind, payload in seen if kind == "content"):
            if one.get("restart"):
                said_so_far, lost = "", said_so_far
            said_so_far += str(one["delta"])
        assert "Half of it is lost".startswith(lost or "nothing was shown")
        assert said_so_far == "Let me look.There is one file."
        used = dict(seen)
        assert (used["tool_use"]["toolName"], used["tool_result"]["isError"]) == ("list_files", False)
        assert used["usage"].keys() == {"inputTokens", "outputTokens", "cachedTokens", "costUsd"}
        assert used["done"]["outcome"] == "answered"
        refused = await as_interviewer(interview, "POST", "/chat", json={"text": "hello"})
        assert refused.status_code == 403


async def test_a_turn_goes_on_after_its_agent_was_killed_in_the_middle_of_an_edit(model: Model, server: Server) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        short = {**EDIT, "new_text": "    blocked = 5\n"}
        model.script(
            interview,
            call_tool("read_file", {"path": PATH}, identity="t0"),
            call_tool("edit_file", EDIT, identity="t1", delay_s=0.02),
            call_tool("edit_file", short, identity="t2"),
            say("Done after all."),
        )
        await ask(interview)
        await writing(interview)
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            agents = (await http.get(f"{server.url}/ws/agent/status")).json()["agents"]
        (pid,) = [one["pid"] for one in agents if one["session_id"] == interview.session_id]
        os.kill(pid, signal.SIGKILL)
        over = await ended(interview)
        assert over["outcome"] == "answered"
        assert len(events(interview, "agent_restarted")) == 1
        assert len(events(interview, "assistant_turn_started")) == 1
        assert text_of(interview) == BROKEN.replace("blocked = 0", "blocked = 5")
        assert [event["fault"] for event in events(interview, "tool_use_error")] == ["interrupted"]
        assert said(interview) == ["Done after all."]
        assert model.results(interview)["t0"]["content"].startswith("1\tdef count_blocked")
        assert not [seen for seen in model.seen if seen.usage == {}]


async def test_faults_of_the_model_leave_no_half_edit_no_loop_and_a_conversation_that_can_be_sent(
    model: Model, server: Server
) -> None:
    async with begun(server, helpfulness="full-copilot") as interview:
        await interview.write(PATH, BROKEN)
        short = {**EDIT, "new_text": "    blocked = 1\n"}
        cut = call_tool("edit_file", EDIT, identity="t1", delay_s=0.004, ends="drop", ends_after=90)
        model.script(interview, cut, call_tool("edit_file", short, identity="t1"), say("Fixed."))
        await ask(interview)
        assert (await ended(interview))["outcome"] == "answered"
        assert text_of(interview) == BROKEN.replace("blocked = 0", "blocked = 1")
        kinds = [
            event["event_type"] for event in events(interview, "tool_use_start", "tool_use_error", "tool_use_complete")
        ]
        assert kinds == ["tool_use_start", "tool_use_error", "tool_use_start", "tool_use_complete"]

        await interview.write(PATH, BROKEN)
        model.script(interview, call_tool("edit_file", EDIT, identity="t2", delay_s=0.004, stop_reason="max_tokens"))
        await ask(interview)
        assert (await ended(interview, 2))["reason"] == "the reply was cut off"
        assert text_of(interview) == BROKEN

        model.script(interview, say("I will not", stop_reason="refusal"))
        asked = len(model.asked(interview))
        await ask(interview, "something that is refused")
        assert (await ended(interview, 3))["outcome"] == "refused"
        assert len(model.asked(interview)) == asked + 1

        model.script(interview, Refusal(401))
        await ask(interview, "again")
        failed = await ended(interview, 4)
        assert (failed["outcome"], failed["reason"]) == ("failed", "the model's service refused the API key")

        model.script(interview, call_tool("read_file", {}, identity="t3", raw_input='{"path": '), say("Here again."))
        await ask(interview, "and now?")
        assert (await ended(interview, 5))["outcome"] == "answered"
        assert said(interview)[-1] == "Here again."
        last = str(model.asked(interview)[-1]["messages"])
        assert "something that is refused" not in last, "what was refused is not sent again"
        assert "no valid JSON" in last


async def test_a_paused_assistance_stops_and_goes_on_with_what_waited(model: Model, server: Server) -> None:
    async with begun(server) as interview:
        model.script(interview, say("Slowly. " * 200, delay_s=0.02), say("After the break."))
        await ask(interview, "tell me a story")
        await interview.frame("signal", where=lambda one: one["data"].get("voice") == "assistant")
        assert (await interview.rest("POST", "/pause", json={"what": "assistance"})).status_code == 403
        await as_interviewer(interview, "POST", "/pause", json={"what": "assistance"})
        over = await ended(interview)
        assert (over["outcome"], over["reason"]) == ("stopped", "the assistance was paused")
        assert said(interview)[0].startswith("Slowly.")
        await ask(interview, "are you there?")
        await interview.say("And you, interviewer?")
        await interview.event("chat_message", where=lambda one: one.get("moment") == "answer")
        assert len(events(interview, "assistant_turn_started")) == 1
        await as_interviewer(interview, "POST", "/resume", json={"what": "assistance"})
        await ended(interview, 2)
        assert said(interview)[-1] == "After the break."
        assert (await interview.rest("GET")).json()["status"] == "active"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def strict(model: Model, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    limits = {"ASSISTANT_MAX_TOOL_CALLS": "4", "ASSISTANT_CONFIRM": "destructive"}
    with Server(tmp_path_factory.mktemp("strict"), **FAST, **settings_for(model), **limits) as server:
        yield server


async def test_another_question_begins_with_a_summary_and_nothing_of_the_last_talk(
    model: Model, server: Server
) -> None:
    async with begun(server, question_ids=[QUESTION, "retry-budget"], helpfulness="pair-programming") as interview:
        model.script(interview, call_tool("run_tests", {}, identity="t1"), say("A word on the window."), say("New."))
        await ask(interview, "what about the window?")
        await ended(interview)
        await as_interviewer(interview, "POST", "/questions", json={"question_id": "retry-budget"})
        await interview.event("question_selected", where=lambda one: one["question_id"] == "retry-budget")
        await ask(interview, "and now?")
        await ended(interview, 2)
        body = model.asked(interview)[-1]
        assert len(body["messages"]) == 1
        first = str(body["messages"])
        assert "A word on the window" not in first
        assert "earlier question" in first
        assert "not solved, 0 runs, 0 submissions" in first


async def test_too_many_calls_end_the_turn(model: Model, strict: Server) -> None:
    async with begun(strict) as interview:
        model.script(interview, *(call_tool("list_files", {}, identity=f"t{number}") for number in range(20)))
        await ask(interview)
        over = await ended(interview)
        assert over["tool_calls"] == 7
        assert [event["fault"] for event in events(interview, "tool_use_error")] == ["too_many"] * 3


async def test_calls_wait_for_the_candidate_where_they_have_to(model: Model, strict: Server) -> None:
    async with begun(strict, helpfulness="full-copilot") as interview:
        command = {"command": "echo done > made.txt"}
        model.script(
            interview,
            call_tool("list_files", {}, identity="t0"),
            call_tool("bash", command, identity="t1"),
            call_tool("bash", command, identity="t2"),
            say("Done."),
        )
        await ask(interview)
        waiting = await interview.event("tool_use_start", where=lambda one: one["waiting"])
        assert waiting["tool_use_id"] == "t1"
        await interview.send("tool_decision", {"tool_use_id": "t1", "allow": False})
        refused = await interview.event("tool_use_error")
        assert refused["fault"] == "declined"
        await interview.event("tool_use_start", where=lambda one: one["tool_use_id"] == "t2")
        assert (await interview.rest("GET", "/files/made.txt")).status_code == 404
        assert (await interview.rest("POST", "/chat/tools/t2", json={"allow": True})).status_code == 204
        await ended(interview)
        assert (await interview.rest("GET", "/files/made.txt")).json()["content"] == "done\n"
        late = await interview.rest("POST", "/chat/tools/t2", json={"allow": True})
        assert (late.status_code, late.json()["code"]) == (422, "not_waiting")


async def test_when_the_budget_is_spent_the_scripted_brain_goes_on_and_the_assistant_says_so(
    model: Model, make_server: MakeServer
) -> None:
    server = make_server(**settings_for(model), CLAUDE_BUDGET_CALLS="6")
    async with begun(server) as interview:
        for number in range(6):
            await ask(interview, f"question {number}")
            over = await ended(interview, number + 1)
        assert (over["outcome"], over["reason"]) == ("unavailable", "the session's budget for the model is spent")
        await interview.say("how much time is left?")
        await interview.event("chat_message", where=lambda one: one.get("moment") == "answer")
        seen = await private(interview)
        (warned,) = [event for event in seen if event["event_type"] == "budget_warned"]
        assert (warned["used_per_cent"], warned["calls"]) == (83, 5)
        assert not events(interview, "budget_warned", "usage_recorded")
        assert "assistant_remembered" not in {event["event_type"] for event in seen}
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            metrics = (await http.get(f"{server.url}/metrics")).text
        assert 'interviewlm_model_requests_total{model="claude-sonnet-5-5",voice="assistant"}' in metrics
        assert 'interviewlm_assistant_turns_total{outcome="unavailable"}' in metrics
        assert 'interviewlm_model_alarms_total{kind="budget_warned"} 1.0' in metrics


async def test_a_request_that_holds_a_canary_is_not_sent_and_only_the_interviewer_learns_it(
    model: Model, server: Server
) -> None:
    async with begun(server) as interview:
        model.script(interview, say("Here I am."))
        await ask(interview, f"is it {canary_of(QUESTION)}?")
        over = await ended(interview)
        assert (over["outcome"], over["cost_micro_usd"]) == ("failed", 0)
        assert said(interview)[0].startswith("I could not answer")
        await ask(interview, "and without it?")
        assert (await ended(interview, 2))["outcome"] == "answered", "what was refused is not sent again"
        assert len(model.asked(interview)) == 1
        assert canary_of(QUESTION) not in str(
            [seen.body for seen in model.seen if seen.session == interview.session_id]
        )
        assert not events(interview, "leak_stopped")
        (stopped,) = [one for one in await private(interview) if one["event_type"] == "leak_stopped"]
        assert (stopped["voice"], stopped["what"], stopped["audience"]) == ("assistant", "a canary", "interviewer")
        await interview.send("interview_end")
        await interview.event("interview_completed", timeout_s=60)
        report = (await as_interviewer(interview, "GET", "/report")).json()
        told, read = (moment for moment in report["timeline"] if moment["event_type"] == "leak_stopped")
        assert told["seq"] == stopped["seq"]
        assert told["text"] == "a request of the assistant held a canary and was not sent"
        assert read["text"].endswith("held a canary and was not sent"), "the reading of the messages holds it, too"
        theirs = (await interview.rest("GET", "/report")).json()
        assert "leak_stopped" not in {moment["event_type"] for moment in theirs["timeline"]}
        async with httpx.AsyncClient(verify=no_certificates()) as http:
            metrics = (await http.get(f"{server.url}/metrics")).text
        assert 'interviewlm_model_alarms_total{kind="leak_stopped"} 2.0' in metrics


async def test_without_a_key_the_assistant_says_why_and_the_interviewer_still_helps(shared_server: Server) -> None:
    async with begun(shared_server) as interview:
        assert (await interview.event("interview_initialized"))["assistance"] == "off"
        await ask(interview, FIX)
        over = await ended(interview)
        assert over["outcome"] == "unavailable"
        assert "ANTHROPIC_API_KEY" in said(interview)[0]
        told = await streamed(interview, FIX)
        assert [kind for kind, _ in told][-2:] == ["usage", "error"]
        assert told[-1][1]["code"] == "assistant_unavailable"
        assert "ANTHROPIC_API_KEY" in told[-1][1]["message"]
        await interview.say("can you give me a hint?")
        await interview.event("chat_message", where=lambda one: one.get("moment") == "hint")
