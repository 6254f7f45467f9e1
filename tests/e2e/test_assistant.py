"""The assistant in real interviews: the real client, against a stand-in of its API."""

from collections import deque
from typing import Any

from demo.client import Interview
from demo.server import Server
from tests.e2e.conftest import MakeServer
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, call_tool, say

QUESTION = "rate-limit-window"
KEY = "sk-ant-test-key-that-must-stay-secret"
PATH = "solution.py"

BROKEN = """def count_blocked(calls, limit, window_ms):
    blocked = 0
    for call in calls:
        blocked += 1
    return blocked
"""


class Script:
    """What the model does for the assistant, in order; the interviewer gets small talk."""

    def __init__(self, *turns: Turn | Refusal) -> None:
        self.turns = deque(turns)
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, body: dict[str, Any]) -> Turn | Refusal:
        if not body.get("tools"):
            return say("Tell me more.")
        self.bodies.append(body)
        return self.turns.popleft() if self.turns else say("I have nothing to add.")

    def results(self) -> list[dict[str, Any]]:
        """Every tool result that the model was given, in order."""
        found = {
            block["tool_use_id"]: block
            for body in self.bodies
            for message in body["messages"]
            for block in message["content"]
            if block["type"] == "tool_result"
        }
        return list(found.values())


async def begun(server: Server, **body: Any) -> tuple[Interview, dict[str, Any]]:
    interview = await server.create(user_id="assistant", question_ids=[QUESTION], language="python", **body)
    await interview.connect(candidate_name="Ada")
    await interview.start()
    selected = await interview.event("question_selected")
    await interview.event("interview_started")
    return interview, selected


def text_of(interview: Interview, selected: dict[str, Any]) -> str:
    """The main document as the log tells it."""
    from protocol.changes import apply

    text = next(file["content"] for file in selected["files"] if file["path"] == PATH)
    for event in interview.events:
        if event["event_type"] == "code_changed" and event["path"] == PATH:
            text = apply(text, event["changes"])
    return str(text)


async def test_at_full_copilot_it_reads_runs_edits_runs_and_explains(make_server: MakeServer) -> None:
    from demo.candidate import solution

    right = solution(QUESTION, "reference")
    script = Script(
        call_tool("read_file", {"path": PATH}, identity="t1"),
        call_tool("run_tests", {}, identity="t2"),
        call_tool("write_file", {"path": PATH, "content": right}, identity="t3", delay_s=0.01),
        call_tool("run_tests", {}, identity="t4"),
        say("The window was never looked at; now every test passes."),
    )
    async with MessagesApi(default=script) as api:
        server = make_server(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=api.url, BRAIN="auto")
        interview, selected = await begun(server, helpfulness="full-copilot")
        await interview.write(PATH, BROKEN)
        await interview.send("message", {"text": "the tests are failing, can you fix it?", "to": "assistant"})
        ended = await interview.event("assistant_turn_ended", timeout_s=60)
        assert (ended["outcome"], ended["tool_calls"]) == ("answered", 4)
        assert ended["cost_micro_usd"] > 0
        assert text_of(interview, selected) == right
        written = [e for e in interview.events if e["event_type"] == "code_changed" and e["author"] == "assistant"]
        assert len(written) > 3
        done = [e for e in interview.events if e["event_type"].startswith("tests_finished")]
        assert done[0]["failed"] > 0
        assert done[1]["failed"] == 0
        started = [e for e in interview.events if e["event_type"] == "run_requested"]
        assert {e["actor"] for e in started} == {"assistant"}
        tools = [(e["tool_name"], e["event_type"]) for e in interview.events if e["event_type"].startswith("tool_use")]
        assert [name for name, kind in tools if kind == "tool_use_complete"] == [
            "read_file", "run_tests", "write_file", "run_tests",
        ]  # fmt: skip
        said = [e for e in interview.events if e["event_type"] == "chat_message" and e["actor"] == "assistant"]
        assert [e["text"] for e in said] == ["The window was never looked at; now every test passes."]
        proposed = await interview.event("assistant_change_proposed")
        assert proposed["complete"]
        answer = await interview.rest("POST", f"/chat/changes/{proposed['change_id']}", json={"decision": "reject"})
        assert answer.json() == {"kept": []}
        await interview.event("assistant_change_rejected")
        assert text_of(interview, selected) == BROKEN
