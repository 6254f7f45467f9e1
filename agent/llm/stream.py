"""One streamed reply, put together event by event. No I/O, and no client library.

The events are the wire's, as parsed JSON: to make the library's models of them took half of what reading a
delta cost. Its own accumulator also parses a tool's growing input again at every delta; this one keeps the
pieces and parses once, at the end of the block.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from agent.llm.budget import Tokens

Block = dict[str, object]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of what is said."""

    text: str


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """More of what is thought, or of the progress told between tools; to be shown as a status."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolInputDelta:
    """More of the JSON text of a tool's input."""

    tool_use_id: str
    name: str
    partial_json: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A finished call of a tool; `error` says what was wrong with its JSON, then `input` is empty."""

    tool_use_id: str
    name: str
    input: dict[str, object]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget what was heard since the request began: it failed, and may be tried again."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one request cost, a failed one too."""

    tokens: Tokens
    cost_micro_usd: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class BudgetLow:
    """Most of what the session may spend is spent."""

    used_per_cent: int
    spent_micro_usd: int
    calls: int


@dataclass(frozen=True, slots=True)
class Uncached:
    """So many large requests in a row found nothing in the prompt cache, the last of `prompt_tokens`."""

    requests: int
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Leak:
    """The request held what no model may see and was not sent; `what` names it without showing it."""

    what: str


@dataclass(frozen=True, slots=True)
class End:
    """The reply is whole."""

    stop_reason: str | None


Note: TypeAlias = Spent | BudgetLow | Uncached | Leak
"""What is told of a request apart from its reply, to be kept."""
StreamEvent: TypeAlias = TextDelta | ThinkingDelta | ToolInputDelta | ToolUse | Restart | Note | End
Hear: TypeAlias = Callable[[StreamEvent], None]


@dataclass(slots=True)
class Reply:
    """What the model answered. `blocks` can be sent back unchanged as the assistant's turn.

    `broken` maps the id of a tool call to what was wrong with its input.
    """

    blocks: list[Block] = field(default_factory=list)
    stop_reason: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All text blocks, joined."""
        return "".join(str(block["text"]) for block in self.blocks if block["type"] == "text")

    @property
    def tool_uses(self) -> list[ToolUse]:
        """The calls to run: none unless the model stopped for them, because a cut input can look whole."""
        if self.stop_reason != "tool_use":
            return []
        return [self._tool_use(block) for block in self.blocks if block["type"] == "tool_use"]

    def _tool_use(self, block: Block) -> ToolUse:
        identity = str(block["id"])
        arguments = cast("dict[str, object]", block["input"])
        return ToolUse(identity, str(block["name"]), arguments, self.broken.get(identity))


class BadStream(Exception):
    """What came is no reply of this protocol."""


class Assembly:
    """A reply in the making: feed it the wire's events until `take` says that it is whole."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._parts: dict[int, list[str]] = {}
        self.reply = Reply()
        self.started = False
        self.heard = False

    def take(self, event: Any) -> bool:
        """Add one event, as parsed; True after the last one. Unknown events and deltas are passed over.

        Raises:
            BadStream: when the event is none, or does not fit what came before.
        """
        try:
            said = self._add(event)
        except (LookupError, AttributeError, TypeError, ValueError) as error:
            raise BadStream(type(error).__name__) from error
        if said is not None:
            self.heard = True
            self._hear(said)
        return bool(event["type"] == "message_stop")

    def tell(self, event: StreamEvent) -> None:
        """Pass on something that is not part of the reply itself."""
        self._hear(event)

    def _add(self, event: Any) -> StreamEvent | None:
        kind = event["type"]
        if kind == "content_block_delta":
            return self._add_delta(event["index"], event["delta"])
        if kind == "content_block_start":
            self._parts[event["index"]] = []
            self.reply.blocks.append(dict(event["content_block"]))
        elif kind == "content_block_stop":
            return self._finish_block(self.reply.blocks[event["index"]], "".join(self._parts[event["index"]]))
        elif kind == "message_start":
            self.reply.tokens = _counted(event["message"]["usage"], Tokens())
            self.started = True
        elif kind == "message_delta":
            self.reply.stop_reason = event["delta"].get("stop_reason")
            self.reply.tokens = _counted(event["usage"], self.reply.tokens)
        return None

    def _add_delta(self, index: int, delta: Any) -> StreamEvent | None:
        kind = delta["type"]
        if kind == "text_delta":
            self._parts[index].append(delta["text"])
            return TextDelta(delta["text"])
        if kind == "input_json_delta":
            self._parts[index].append(delta["partial_json"])
            block = self.reply.blocks[index]
            return ToolInputDelta(str(block["id"]), str(block["name"]), delta["partial_json"])
        if kind == "thinking_delta":
            self._parts[index].append(delta["thinking"])
            return ThinkingDelta(delta["thinking"])
        if kind == "signature_delta":
            self.reply.blocks[index]["signature"] = delta["signature"]
        return None

    def _finish_block(self, block: Block, text: str) -> ToolUse | None:
        if block["type"] in {"text", "thinking"}:
            # What the start event held comes first; it is empty on today's wire.
            block[str(block["type"])] = str(block.get(str(block["type"]), "")) + text
        if block["type"] != "tool_use":
            return None
        arguments, error = _parsed(text)
        block["input"] = arguments
        if error is not None:
            self.reply.broken[str(block["id"])] = error
        return ToolUse(str(block["id"]), str(block["name"]), arguments, error)


def _parsed(text: str) -> tuple[dict[str, object], str | None]:
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        return {}, str(error)
    except RecursionError:
        return {}, "nested too deeply"
    if not isinstance(value, dict):
        return {}, "the input is not an object"
    return value, None


def _counted(usage: Any, before: Tokens) -> Tokens:
    """The counts of an event are totals: they replace what was known, and never add to it."""

    def newest(name: str, then: int) -> int:
        now = usage.get(name)
        return then if now is None else int(now)

    written = usage.get("cache_creation") or {}
    return Tokens(
        input=newest("input_tokens", before.input),
        output=newest("output_tokens", before.output),
        cache_read=newest("cache_read_input_tokens", before.cache_read),
        cache_write=newest("cache_creation_input_tokens", before.cache_write),
        cache_write_1h=int(written.get("ephemeral_1h_input_tokens", before.cache_write_1h)),
    )
