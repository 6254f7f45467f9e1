"""What a turn of the assistant leaves in the log: words, memory, calls begun and ended."""

import json
import time
from dataclasses import dataclass, field

from agent.change import Change, together
from agent.drafting import Draft
from agent.help import Message
from agent.policy import speech_id
from agent.ports import Link
from agent.prompts.fences import cut, whole
from agent.toolbox import ToolFailed
from agent.workbench import Result
from protocol.events import AssistantRemembered, ChatMessage, ToolUseComplete, ToolUseError, ToolUseStart, UsageRecorded
from protocol.facts import ChangedFile, EventBody
from protocol.values import Actor

SHOWN = 4_000
"""Characters of a call's input and output that people see; the whole is in the assistant's memory."""


@dataclass(slots=True)
class Live:
    """The turn that runs, as far as the log does not say it yet."""

    session_id: str
    turn_id: str
    message_id: str
    question_id: str
    began_s: float
    messages: list[Message]
    calls: int = 0
    said: int = 0
    partial: str = ""
    speech: str = ""
    open: dict[str, str] = field(default_factory=dict)
    """Calls that are told of as begun, with their tools."""
    owed: dict[str, Message] = field(default_factory=dict)
    """Results of the newest calls, as far as they are there."""
    usage: list[UsageRecorded] = field(default_factory=list)
    notes: list[EventBody] = field(default_factory=list)
    """What the requests left to be kept, and is not said yet."""
    drafts: list[Draft] = field(default_factory=list)
    change: Change | None = None
    """What the call that runs has changed so far."""
    versions: dict[str, int] = field(default_factory=dict)
    """Documents that commands were run on, with the versions that hold what they did."""
    files: list[ChangedFile] = field(default_factory=list)
    """The files that are no documents and that the turn changed."""

    def settled(self) -> list[ChangedFile]:
        """The files that the call changed which is over now; they are the turn's from here on."""
        change, self.change = self.change, None
        if change is None:
            return []
        self.versions |= change.versions
        self.files = together(self.files, change.files)
        return change.files

    def next_speech(self) -> str:
        """The message id of what is said next."""
        return speech_id(self.session_id, f"assist {self.turn_id} {self.said}")


class Teller:
    """Says it; `live` is kept in step with what is said."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def say(self, live: Live, text: str) -> None:
        """A message in the candidate's conversation with the assistant."""
        message_id = live.speech or live.next_speech()
        await self._link.emit(
            ChatMessage(
                actor=Actor.ASSISTANT,
                message_id=message_id,
                text=whole(text),
                in_reply_to=live.message_id,
                to="assistant",
            )
        )

    async def remember(self, live: Live, message: Message) -> None:
        """A message of the conversation with the model."""
        live.messages.append(message)
        live.said += 1
        await self._link.emit(
            AssistantRemembered(
                turn_id=live.turn_id,
                question_id=live.question_id,
                role=message["role"],  # type: ignore[arg-type]  # ours are one of the two
                content=whole(json.dumps(message["content"], ensure_ascii=False)),
            )
        )

    async def start(
        self, live: Live, tool_use_id: str, name: str, arguments: dict[str, object], *, waiting: bool = False
    ) -> None:
        """A call begins, or waits for a person."""
        live.open[tool_use_id] = name
        await self._link.emit(
            ToolUseStart(
                turn_id=live.turn_id,
                tool_use_id=tool_use_id,
                tool_name=name,
                input=cut(whole(json.dumps(arguments, ensure_ascii=False)), SHOWN),
                waiting=waiting,
            )
        )

    async def fail(self, live: Live, tool_use_id: str, name: str, failed: ToolFailed, began_s: float) -> None:
        """A call gave nothing."""
        live.open.pop(tool_use_id, None)
        await self._link.emit(
            ToolUseError(
                turn_id=live.turn_id,
                tool_use_id=tool_use_id,
                tool_name=name,
                fault=failed.fault,
                message=cut(whole(failed.message), SHOWN),
                duration_ms=ms_since(began_s),
                files=live.settled(),
            )
        )

    async def complete(self, live: Live, tool_use_id: str, name: str, result: Result, began_s: float) -> None:
        """A call gave something."""
        live.open.pop(tool_use_id, None)
        await self._link.emit(
            ToolUseComplete(
                turn_id=live.turn_id,
                tool_use_id=tool_use_id,
                tool_name=name,
                output=cut(result.text, SHOWN),
                truncated=result.truncated,
                duration_ms=ms_since(began_s),
                files=live.settled(),
            )
        )


def ms_since(began_s: float) -> int:
    """Milliseconds since a moment of the monotonic clock."""
    return int((time.monotonic() - began_s) * 1000)
