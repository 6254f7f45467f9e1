"""One streamed reply, put together event by event. No I/O, and no client library at run time.

The library's own accumulator parses a tool's growing input again at every delta; this one keeps the
pieces and parses once, at the end of the block.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from agent.llm.budget import Tokens

if TYPE_CHECKING:
    from anthropic.types import MessageDeltaUsage, RawContentBlockDelta, RawMessageStreamEvent, Usage

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

    def take(self, event: "RawMessageStreamEvent") -> bool:
        """Add one event; True after the last one. Unknown events and deltas are passed over.

        Raises:
            BadStream: when the event does not fit what came before.
        """
        try:
            said = self._add(event)
        except (LookupError, AttributeError, TypeError) as error:
            # The library builds its models without validating them.
            raise BadStream(type(error).__name__) from error
        if said is not None:
            self.heard = True
            self._hear(said)
        return event.type == "message_stop"

    def tell(self, event: StreamEvent) -> None:
        """Pass on something that is not part of the reply itself."""
        self._hear(event)

    def _add(self, event: "RawMessageStreamEvent") -> StreamEvent | None:
        if event.type == "content_block_delta":
            return self._add_delta(event.index, event.delta)
        if event.type == "content_block_start":
            self.reply.blocks.append(event.content_block.to_dict())
            self._parts[event.index] = []
        elif event.type == "content_block_stop":
            return self._finish_block(self.reply.blocks[event.index], "".join(self._parts[event.index]))
        elif event.type == "message_start":
            self.reply.tokens = _started_with(event.message.usage)
            self.started = True
        elif event.type == "message_delta":
            self.reply.stop_reason = event.delta.stop_reason
            self.reply.tokens = _overwritten(self.reply.tokens, event.usage)
        return None

    def _add_delta(self, index: int, delta: "RawContentBlockDelta") -> StreamEvent | None:
        if delta.type == "text_delta":
            self._parts[index].append(delta.text)
            return TextDelta(delta.text)
        if delta.type == "input_json_delta":
            self._parts[index].append(delta.partial_json)
            block = self.reply.blocks[index]
            return ToolInputDelta(str(block["id"]), str(block["name"]), delta.partial_json)
        if delta.type == "thinking_delta":
            self._parts[index].append(delta.thinking)
            return ThinkingDelta(delta.thinking)
        if delta.type == "signature_delta":
            self.reply.blocks[index]["signature"] = delta.signature
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


def _started_with(usage: "Usage") -> Tokens:
    written = usage.cache_creation
    return Tokens(
        input=usage.input_tokens,
        output=usage.output_tokens,
        cache_read=usage.cache_read_input_tokens or 0,
        cache_write=usage.cache_creation_input_tokens or 0,
        cache_write_1h=written.ephemeral_1h_input_tokens if written else 0,
    )


def _overwritten(before: Tokens, usage: "MessageDeltaUsage") -> Tokens:
    """The counts of a delta are totals: they replace what was known, and never add to it."""

    def newer(now: int | None, then: int) -> int:
        return then if now is None else now

    return Tokens(
        input=newer(usage.input_tokens, before.input),
        output=newer(usage.output_tokens, before.output),
        cache_read=newer(usage.cache_read_input_tokens, before.cache_read),
        cache_write=newer(usage.cache_creation_input_tokens, before.cache_write),
        cache_write_1h=before.cache_write_1h,
    )
