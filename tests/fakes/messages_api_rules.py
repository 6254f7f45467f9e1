"""What the Messages API refuses, as far as our requests could ever offend."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

MAX_BREAKPOINTS = 4


class Refused(Exception):
    """The request breaks a rule of the API."""

    def __init__(self, message: str, *, status: int = 400, error_type: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status, self.error_type = status, error_type


def content_of(message: Json) -> list[Json]:
    """A message's blocks; a plain string is short for one text block."""
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def blocks_of(body: Json) -> Iterator[Json]:
    """Copies of all blocks in the order of the cached prefix: tools, system, messages."""
    for tool in body.get("tools", ()):
        yield dict(tool)
    for block in body.get("system", ()):
        yield dict(block)
    for message in body["messages"]:
        for block in content_of(message):
            yield {"role": message["role"], **block}


def check(body: Json, headers: dict[str, str]) -> None:
    """Raises `Refused` for the first broken rule."""
    if not headers.get("authorization", headers.get("x-api-key", "")).removeprefix("Bearer "):
        raise Refused("no credentials", status=401, error_type="authentication_error")
    for name in ("temperature", "top_p", "top_k"):
        if name in body:
            raise Refused(f"{name}: extra inputs are not permitted")
    if not isinstance(body.get("max_tokens"), int) or not body.get("messages"):
        raise Refused("max_tokens and messages are required")
    if body.get("tool_choice", {}).get("type") in {"any", "tool"}:
        raise Refused("tool_choice: forced tools are not supported on this model")
    _check_thinking(body)
    _check_breakpoints(body)
    _check_turns(body["messages"])
    _check_tool_results(body["messages"])


def _check_thinking(body: Json) -> None:
    thinking = body.get("thinking", {}).get("type")
    if thinking == "disabled":
        raise Refused("thinking: use between_tools on this model")
    if thinking == "between_tools" and body.get("output_config", {}).get("effort") in {"xhigh", "max"}:
        raise Refused("thinking: between_tools needs an effort of high or less")


def _check_breakpoints(body: Json) -> None:
    marks = [block["cache_control"] for block in blocks_of(body) if block.get("cache_control")]
    if len(marks) > MAX_BREAKPOINTS:
        raise Refused(f"at most {MAX_BREAKPOINTS} blocks with cache_control, found {len(marks)}")
    lifetimes = [mark.get("ttl", "5m") for mark in marks]
    if lifetimes != sorted(lifetimes):  # "1h" sorts before "5m"
        raise Refused("a breakpoint of an hour must come before those of five minutes")


def _check_turns(messages: list[Json]) -> None:
    for number, message in enumerate(messages):
        for block in content_of(message):
            if block["type"] == "text" and not block["text"].strip():
                raise Refused(f"messages.{number}: text content blocks must be non-empty")
        if message["role"] != "system":
            continue
        if number == 0 or messages[number - 1]["role"] != "user":
            raise Refused(f"messages.{number}: a system message must follow a user turn")
        if number + 1 < len(messages) and messages[number + 1]["role"] != "assistant":
            raise Refused(f"messages.{number}: a system message must be last or before an assistant turn")
    if messages[0]["role"] != "user":
        raise Refused("messages.0: the first message must be the user's")
    if messages[-1]["role"] == "assistant":
        raise Refused("messages: this model does not support assistant prefill")


def _check_tool_results(messages: list[Json]) -> None:
    owed: set[str] = set()
    for number, message in enumerate(messages):
        given = {block["tool_use_id"] for block in content_of(message) if block["type"] == "tool_result"}
        if given != owed and message["role"] != "system":
            raise Refused(f"messages.{number}: every tool_use needs its tool_result right after it, and no other")
        if message["role"] != "system":
            owed = {block["id"] for block in content_of(message) if block["type"] == "tool_use"}
    if owed:
        raise Refused("messages: tool_use without tool_result")
