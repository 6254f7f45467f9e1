"""Interviews with an assistant: a stand-in of the model with a script for each session, and what to ask of the log."""

from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from demo.candidate import solution
from demo.client import Event, Interview
from demo.server import Server
from protocol.changes import apply
from tests.fakes.messages_api import MessagesApi, Refusal, Turn, read_prompts, say

QUESTION = "rate-limit-window"
KEY = "sk-ant-test-key-that-must-stay-secret"
PATH = "solution.py"
FIX = "the tests are failing, can you fix it?"

BROKEN = """def count_blocked(calls, limit, window_ms):
    blocked = 0
    for call in calls:
        blocked += 1
    return blocked
"""


@dataclass(frozen=True)
class Fix:
    """A solution without its window, which is what the tests of a question then miss."""

    language: str
    path: str
    right: str
    window: str
    mistake: str

    @property
    def broken(self) -> str:
        assert self.right.count(self.window) == 1
        return self.right.replace(self.window, self.mistake)


PYTHON = Fix(
    "python",
    "solution.py",
    solution(QUESTION, "reference"),
    "        while times and times[0] <= now - window_ms:\n            times.popleft()\n",
    "        # every earlier request still counts\n",
)
TYPESCRIPT = Fix(
    "typescript",
    "solution.ts",
    solution(QUESTION, "reference", language="typescript"),
    "    while (queue.first < queue.times.length && queue.times[queue.first] <= now - windowMs) {\n"
    "      queue.first += 1;\n    }\n",
    "    // every earlier request still counts\n",
)


class Model(MessagesApi):
    """Plays each session's script to its assistant; the interviewer gets small talk, and readings of messages."""

    def __init__(self) -> None:
        super().__init__(default=self._next)
        self._scripts: dict[str, deque[Turn | Refusal]] = defaultdict(deque)

    def script(self, interview: Interview, *turns: Turn | Refusal) -> None:
        """What the assistant's model does next in this session."""
        self._scripts[interview.session_id].extend(turns)

    def asked(self, interview: Interview) -> list[dict[str, Any]]:
        """The bodies of the assistant's requests."""
        return [seen.body for seen in self.seen if seen.session == interview.session_id and seen.body.get("tools")]

    def results(self, interview: Interview) -> dict[str, dict[str, Any]]:
        """Every tool result that the model was given, by the call's id."""
        return {
            block["tool_use_id"]: block
            for body in self.asked(interview)
            for message in body["messages"]
            for block in message["content"]
            if block["type"] == "tool_result"
        }

    def _next(self, body: dict[str, Any]) -> Turn | Refusal:
        if not body.get("tools"):
            return read_prompts(body) or say("Tell me more.")
        script = self._scripts[body["metadata"]["user_id"]]
        return script.popleft() if script else say("I have nothing to add.")


def settings_for(model: Model) -> dict[str, str]:
    """The settings by which a server speaks with this model, and nudges nobody."""
    return {"BRAIN": "auto", "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": model.url, "NUDGE_AFTER_S": "3600"}


@asynccontextmanager
async def begun(server: Server, **body: Any) -> AsyncIterator[Interview]:
    """A connected candidate whose interview has started."""
    wanted = {"user_id": "assistant", "question_ids": [QUESTION], "language": "python"} | body
    async with await server.create(**wanted) as interview:
        await interview.start(candidate_name="Ada")
        await interview.event("interview_started")
        yield interview


async def ask(interview: Interview, text: str = FIX) -> None:
    """Write to the assistant."""
    await interview.send("message", {"text": text, "to": "assistant"})


async def ended(interview: Interview, count: int = 1) -> Event:
    """The end of the assistant's turn number `count`."""
    seen: list[Event] = []

    def another(event: Event) -> bool:
        seen.append(event)
        return len({one["seq"] for one in seen}) == count

    return await interview.event("assistant_turn_ended", where=another, timeout_s=60)


def events(interview: Interview, *kinds: str) -> list[Event]:
    """The events of these types so far."""
    return [event for event in interview.events if event["event_type"] in kinds]


def said(interview: Interview) -> list[str]:
    """What the assistant said."""
    return [one["text"] for one in events(interview, "chat_message") if one["actor"] == "assistant"]


def text_of(interview: Interview, path: str = PATH) -> str:
    """The main document as the log tells it."""
    (selected,) = events(interview, "question_selected")
    text = str(next(file["content"] for file in selected["files"] if file["path"] == path))
    for event in events(interview, "code_changed"):
        if event["path"] == path:
            text = apply(text, event["changes"])
    return text


async def as_interviewer(interview: Interview, method: str, path: str, **options: Any) -> httpx.Response:
    """A REST call with the interviewer's token."""
    return await interview.rest(method, path, key=interview.session["interviewer_token"], **options)


async def private(interview: Interview) -> list[Event]:
    """All that the interviewer may see."""
    page = (await as_interviewer(interview, "GET", "/events?limit=5000")).json()
    return [frame["data"] | {"seq": frame["seq"]} for frame in page["events"]]
