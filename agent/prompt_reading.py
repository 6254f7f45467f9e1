"""What a model reads in the messages to the assistant, beside the signals: it adds a second opinion and moves no score.

All messages of a question go in one request, when the question is over.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from agent.exchanges import Asked
from agent.llm.client import ModelClient, Request
from agent.llm.models import accepts_quiet_thinking
from agent.llm.notes import noted
from agent.llm.retry import ModelFailed
from agent.llm.stream import Block, Note, StreamEvent
from agent.ports import Link, Watching
from agent.prompts.fences import fence
from agent.prompts.texts import prompt_reading_text
from agent.tool_text import redacted
from protocol.events import PromptsRead
from protocol.facts import EventBody, PromptReading, Score
from protocol.values import PromptDimension, QuestionId

READ_WITHIN_S = 45.0
MESSAGES = 20
"""The newest of a question that are read."""
MESSAGE_LIMIT = 1_500
TOKENS_A_MESSAGE = 400
THINKING_TOKENS = 4_000
"""Where thinking cannot be turned off it counts as output and comes first."""

_VALUE: Block = {
    "type": "object",
    "properties": {"per_cent": {"anyOf": [{"type": "integer"}, {"type": "null"}]}, "reason": {"type": "string"}},
    "required": ["per_cent", "reason"],
    "additionalProperties": False,
}
_SCHEMA: Block = {
    "type": "object",
    "properties": {
        "readings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, **{one.value: _VALUE for one in PromptDimension}},
                "required": ["number", *(one.value for one in PromptDimension)],
                "additionalProperties": False,
            },
        }
    },
    "required": ["readings"],
    "additionalProperties": False,
}


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    per_cent: int | None = Field(ge=0, le=100)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]


class _Reading(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    number: int
    context: _Value
    goal: _Value
    specificity: _Value
    iteration: _Value
    verification: _Value


class _Readings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    readings: list[_Reading] = Field(max_length=2 * MESSAGES)


class PromptReader:
    """Reads for one session."""

    def __init__(self, client: ModelClient, link: Link, *, now: Watching) -> None:
        self._client, self._link, self._now = client, link, now

    async def read(self, question_id: QuestionId) -> None:
        """Tell what the model reads in the messages of a question, or why there is no reading."""
        state, model = self._now.state, self._client.settings.model
        asked = [one for one in state.exchanges.assessed if one.question_id == question_id][-MESSAGES:]
        said: list[EventBody] = []

        def hear(event: StreamEvent) -> None:
            if isinstance(event, Note):
                said.append(noted(event, voice="interviewer", model=model))

        readings: list[PromptReading] = []
        reason = ""
        try:
            reply = await self._client.ask(self._request(asked), hear=hear, within_s=READ_WITHIN_S)
            if reply.stop_reason != "end_turn":
                reason = f"the model stopped before its reading was whole ({reply.stop_reason})"
            else:
                readings = list(_readings(reply.text, asked))
        except ModelFailed as failed:
            reason = str(failed)
        except ValidationError:
            # The error would quote the reply.
            reason = "the model's reading was not in the form that was asked for"
        for event in said:
            await self._link.emit(event)
        await self._link.emit(PromptsRead(question_id=question_id, model=model, readings=readings, reason=reason))

    def _request(self, asked: Sequence[Asked]) -> Request:
        extra = 0 if accepts_quiet_thinking(self._client.settings.model) else THINKING_TOKENS
        return Request(
            system=({"type": "text", "text": prompt_reading_text()},),
            messages=({"role": "user", "content": [{"type": "text", "text": text} for text in _told(asked)]},),
            max_tokens=TOKENS_A_MESSAGE * (len(asked) + 1) + extra,
            user_id=self._now.state.session_id,
            schema=_SCHEMA,
        )


def _told(asked: Sequence[Asked]) -> Iterator[str]:
    for number, one in enumerate(asked, start=1):
        yield fence("facts", "\n".join([f"message {number}", *one.around]), limit=MESSAGE_LIMIT)
        yield fence("candidate_message", redacted(one.text), limit=MESSAGE_LIMIT)


def _readings(text: str, asked: Sequence[Asked]) -> Iterator[PromptReading]:
    """The readings of messages that were asked about, each once.

    Raises:
        ValidationError: the reply is not in the form that was asked for.
    """
    given = {one.number: one for one in _Readings.model_validate_json(text).readings}
    for number, one in enumerate(asked, start=1):
        found = given.get(number)
        if found is not None:
            yield PromptReading(
                message_id=one.message_id, scores=[_score(found, name, one) for name in PromptDimension]
            )


def _score(reading: _Reading, name: PromptDimension, asked: Asked) -> Score:
    value: _Value = getattr(reading, name.value)
    return Score(
        dimension=name.value,
        per_mille=None if value.per_cent is None else value.per_cent * 10,
        reason=value.reason,
        evidence=[] if value.per_cent is None else [asked.seq],
    )
