"""What the model costs in one interview, counted on the wire, with and without the prompt cache."""

import asyncio
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.plan import Run
from bench.table import Row
from demo.client import Interview
from demo.server import Server
from tests.e2e.assisted import ask, begun, ended
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, call_tool, conclude, read_prompts, say

DOLLARS_A_MILLION = {"input": 3.0, "output": 15.0, "read": 0.3, "write": 3.75, "write_1h": 6.0}
"""The prices that the target is stated in."""

CHATS, TURNS = 10, 5
ANSWER = "That is a fair question. What does the statement say about it, and how would a small example show it? " * 2
EXPLAINED = "The function returns too early for an empty window; the border is one off. Shall I show the line? " * 2


class Talkative(MessagesApi):
    """Answers of a usual length; every second request of the assistant is a call of a tool."""

    def __init__(self) -> None:
        super().__init__(default=self._next)
        self._calls = 0

    def _next(self, body: dict[str, Any]) -> Turn | Refusal:
        if "output_config" in body and "format" in body["output_config"]:
            return read_prompts(body) or conclude(body, summary="It went well.")
        if not body.get("tools"):
            return say(ANSWER)
        last = body["messages"][-1]["content"]
        if any(block.get("type") == "tool_result" for block in last):
            return say(EXPLAINED)
        self._calls += 1
        return call_tool("read_file", {"path": "solution.py"}, identity=f"toolu_{self._calls}")


async def _hold(server: Server) -> None:
    """Chat and ask by turns, run the tests in between, and end."""
    async with begun(server, helpfulness="pair-programming") as interview:
        for number in range(CHATS):
            await _chat(interview, f"Question {number}: may two requests have the same time, and what happens then?")
            if number % 2:
                await ask(interview, f"Attempt {number}: the second case fails, why?")
                await ended(interview, count=number // 2 + 1)
        await interview.send("interview_end")
        await interview.event("interview_completed", timeout_s=120)


async def _chat(interview: Interview, text: str) -> None:
    await interview.say(text)
    asked = await interview.event("chat_message", where=lambda event: event["text"] == text)
    await interview.event("chat_message", where=lambda event: event.get("in_reply_to") == asked["message_id"])


def dollars(usages: Sequence[dict[str, Any]], *, cached: bool) -> float:
    """The price of these requests; without the cache all input is fresh."""
    total = 0.0
    for usage in usages:
        read, output = usage["cache_read_input_tokens"], usage["output_tokens"]
        written = usage["cache_creation"]
        short, long = written["ephemeral_5m_input_tokens"], written["ephemeral_1h_input_tokens"]
        fresh = usage["input_tokens"]
        total += output * DOLLARS_A_MILLION["output"]
        if cached:
            total += fresh * DOLLARS_A_MILLION["input"] + read * DOLLARS_A_MILLION["read"]
            total += short * DOLLARS_A_MILLION["write"] + long * DOLLARS_A_MILLION["write_1h"]
        else:
            total += (fresh + read + short + long) * DOLLARS_A_MILLION["input"]
    return total / 1e6


async def _measure() -> Row:
    async with Talkative() as model:
        env = {"BRAIN": "claude", "ANTHROPIC_API_KEY": secrets.token_hex(20), "ANTHROPIC_BASE_URL": model.url}
        with tempfile.TemporaryDirectory(prefix="interviewlm-bench-") as folder:
            server = Server(Path(folder), NUDGE_AFTER_S="3600", **env)
            await asyncio.to_thread(server.start)
            try:
                await _hold(server)
            finally:
                await asyncio.to_thread(server.stop)
        usages = [seen.usage for seen in model.seen if seen.usage]
    sent = sum(
        usage["input_tokens"] + usage["cache_read_input_tokens"] + usage["cache_creation_input_tokens"]
        for usage in usages
    )
    note = f"{len(usages)} requests, {sent:,} input tokens sent; {CHATS} chat messages, {TURNS} turns with a tool call"
    return Row(
        "cost of an interview with Claude", dollars(usages, cached=True), "$", 0.15,
        raw_name="uncached", raw=dollars(usages, cached=False), note=note,
    )  # fmt: skip


def interview_cost(run: Run) -> list[Row]:
    """One whole interview against a stand-in of the Messages API that keeps a prompt cache."""
    return [asyncio.run(_measure())]
