"""One question to the assistant as its asker sees it: a part of the log and its deltas, in the stream's words."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson

from app.core.tasks import TaskScope
from app.services.session_host import SessionHost
from protocol.events import (
    AssistantTurnEnded,
    AssistantTurnStarted,
    ChatMessage,
    InterviewCancelled,
    InterviewCompleted,
    ToolUseComplete,
    ToolUseError,
    ToolUseStart,
)
from protocol.facts import EventBody
from protocol.frames import Envelope
from protocol.signals import Signal, TextDelta, TextRestart
from protocol.values import Actor, Sight, TurnOutcome

TURN_S = 900.0
MICRO = 1_000_000

Message = tuple[str, dict[str, Any]]


class ChatStream:
    """Follows one message to the end of its turn. Text goes out as it is heard; what was not heard follows whole."""

    def __init__(self, host: SessionHost, message_id: str, *, after: int, sight: Sight) -> None:
        self._host, self._message_id, self._after, self._sight = host, message_id, after, sight
        self._turn_id: str | None = None
        self._sent: dict[str, str] = {}
        """What was sent of each reply of the assistant."""
        self._inbox: asyncio.Queue[Signal | EventBody] = asyncio.Queue()

    async def messages(self) -> AsyncIterator[Message]:
        """`content`, `tool_use`, `tool_result` in any number, `usage`, then `done` or `error`."""
        tasks = TaskScope()
        self._host.signal_sinks.add(self._inbox.put_nowait)
        tasks.start(self._follow(), name="log of a chat")
        try:
            async with asyncio.timeout(TURN_S):
                while True:
                    for name, payload in self._messages(await self._inbox.get()):
                        yield name, payload
                        if name in {"done", "error"}:
                            return
        except TimeoutError:
            message = f"the turn did not end in {TURN_S:.0f} s; it goes on, see the events"
            yield "error", {"code": "chat_timed_out", "message": message}
        finally:
            self._host.signal_sinks.discard(self._inbox.put_nowait)
            await tasks.close()

    async def _follow(self) -> None:
        async for batch in self._host.follow(self._after, self._sight):
            for stored in batch.events:
                self._inbox.put_nowait(Envelope.read(stored.frame).event)

    def _messages(self, said: Signal | EventBody) -> list[Message]:
        match said:
            case TextDelta(voice="assistant") if self._turn_id is not None:
                self._sent[said.message_id] = self._sent.get(said.message_id, "") + said.text
                return [_content(said.message_id, said.text)]
            case TextRestart() if self._sent.pop(said.message_id, ""):
                return [_content(said.message_id, "", restart=True)]
            case AssistantTurnStarted(message_id=self._message_id):
                self._turn_id = said.turn_id
            case ChatMessage(actor=Actor.ASSISTANT, in_reply_to=self._message_id):
                return self._rest(said)
            case ToolUseStart(turn_id=self._turn_id):
                use = {"id": said.tool_use_id, "toolName": said.tool_name, "input": _input(said.input)}
                return [("tool_use", {**use, "waiting": said.waiting})]
            case ToolUseComplete(turn_id=self._turn_id):
                return [_result(said.tool_use_id, said.tool_name, said.output, is_error=False)]
            case ToolUseError(turn_id=self._turn_id):
                return [_result(said.tool_use_id, said.tool_name, said.message, is_error=True)]
            case AssistantTurnEnded(message_id=self._message_id):
                return _end(said)
            case InterviewCompleted() | InterviewCancelled():
                return [("error", {"code": "interview_over", "message": "the interview is over"})]
        return []

    def _rest(self, message: ChatMessage) -> list[Message]:
        """What the deltas left out: they are signals and may be lost."""
        sent = self._sent.get(message.message_id, "")
        if message.text.startswith(sent):
            rest = message.text[len(sent) :]
            return [_content(message.message_id, rest)] if rest else []
        return [_content(message.message_id, message.text, restart=True)]


def _content(message_id: str, delta: str, *, restart: bool = False) -> Message:
    payload: dict[str, Any] = {"messageId": message_id, "delta": delta}
    return "content", payload | ({"restart": True} if restart else {})


def _result(tool_use_id: str, tool_name: str, output: str, *, is_error: bool) -> Message:
    return "tool_result", {"id": tool_use_id, "toolName": tool_name, "output": output, "isError": is_error}


def _input(text: str) -> Any:
    """The call's input; one that was cut is told as its text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"cut": text}


def _end(ended: AssistantTurnEnded) -> list[Message]:
    usage = {
        "inputTokens": ended.input_tokens,
        "outputTokens": ended.output_tokens,
        "cachedTokens": ended.cached_tokens,
        "costUsd": ended.cost_micro_usd / MICRO,
    }
    if ended.outcome in {TurnOutcome.ANSWERED, TurnOutcome.STOPPED}:
        done = {"turnId": ended.turn_id, "outcome": ended.outcome, "toolCalls": ended.tool_calls}
        return [("usage", usage), ("done", done)]
    return [("usage", usage), ("error", {"code": f"assistant_{ended.outcome}", "message": ended.reason})]
