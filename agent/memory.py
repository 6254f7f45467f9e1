"""The conversation with the model as it can be sent: whole, valid, and not too long. Pure."""

import json
from collections.abc import Sequence

from agent.help import Message

KEPT_CHARS = 160_000
"""About 40,000 tokens of conversation; beyond it the oldest turns go, in one step down to half."""

INTERRUPTED = "Interrupted: this call did not finish."

Remembered = tuple[str, Message]
"""A message and its turn."""


def sendable(memory: Sequence[Remembered]) -> list[Message]:
    """The messages to send: the newest turns, every call with a result, beginning with the user."""
    return repaired([message for _, message in kept(memory)])


def kept(memory: Sequence[Remembered]) -> list[Remembered]:
    """The newest turns. What is dropped stays dropped while more is added, so that the prompt cache is read."""
    turns: list[tuple[int, list[Remembered]]] = []
    for one in memory:
        size = len(json.dumps(one[1], ensure_ascii=False))
        if turns and turns[-1][1][0][0] == one[0]:
            turns[-1] = (turns[-1][0] + size, [*turns[-1][1], one])
        else:
            turns.append((size, [one]))
        if sum(size for size, _ in turns) > KEPT_CHARS:
            while len(turns) > 1 and sum(size for size, _ in turns) > KEPT_CHARS // 2:
                turns.pop(0)
    return [one for _, turn in turns for one in turn]


def repaired(messages: Sequence[Message]) -> list[Message]:
    """Every call gets a result: one that was cut off gets the word that it was."""
    whole: list[Message] = []
    owed: list[str] = []
    for message in messages:
        if owed and not _results_in(message):
            whole.append(interrupted(owed))
        whole.append(message)
        owed = calls_in(message)
    if owed:
        whole.append(interrupted(owed))
    return whole


def interrupted(tool_use_ids: Sequence[str]) -> Message:
    """The results of calls that did not finish."""
    return {"role": "user", "content": [tool_result(one, INTERRUPTED, is_error=True) for one in tool_use_ids]}


def tool_result(tool_use_id: str, text: str, *, is_error: bool) -> Message:
    """One result as the model gets it."""
    block: Message = {"type": "tool_result", "tool_use_id": tool_use_id, "content": text}
    return block | {"is_error": True} if is_error else block


def calls_in(message: Message) -> list[str]:
    """The ids of the calls in a message."""
    return [str(block["id"]) for block in _blocks(message) if block["type"] == "tool_use"]


def _results_in(message: Message) -> bool:
    return any(block["type"] == "tool_result" for block in _blocks(message))


def _blocks(message: Message) -> list[Message]:
    content = message["content"]
    return content if isinstance(content, list) else []
