"""The interviewer's words by Claude."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from agent.brains.base import BrainError, Ear, FinalFeedback, Moment, Scene
from agent.evidence import proven
from agent.llm.budget import Budget
from agent.llm.client import ModelClient, Request
from agent.llm.models import accepts_quiet_thinking, accepts_system_turns
from agent.llm.notes import noted
from agent.llm.retry import ModelFailed
from agent.llm.settings import ModelSettings
from agent.llm.stream import Hear, Note, Reply, Restart, StreamEvent, TextDelta
from agent.prompts.layout import concluded, spoken
from protocol.events import UsageRecorded
from protocol.facts import Claim

SPEAK_WITHIN_S = 45.0
CONCLUDE_WITHIN_S = 90.0
SPEAK_IDLE_S = 20.0
SPEAK_TOKENS = 700
CONCLUDE_TOKENS = 2_000
# Where thinking cannot be turned off it counts as output and comes first.
THINKING_TOKENS = 4_000

SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»)\]`*_]*$""")  # noqa: RUF001 - sentences of any script
DONE = frozenset({"end_turn", "stop_sequence"})
CUT_SHORT = frozenset({"max_tokens", "model_context_window_exceeded"})

ClaimKind = Literal["summary", "strength", "improvement"]


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    evidence: list[int] = Field(max_length=20)


class _Words(BaseModel):
    """The report's prose; the API promises the shape, but no bound on length or number."""

    model_config = ConfigDict(extra="forbid", strict=True)

    summary: list[_Sentence] = Field(min_length=1, max_length=10)
    strengths: list[_Sentence] = Field(max_length=10)
    improvements: list[_Sentence] = Field(max_length=10)

    def claims(self) -> Iterator[Claim]:
        """Each sentence as what it is."""
        kinds: dict[ClaimKind, list[_Sentence]] = {
            "summary": self.summary,
            "strength": self.strengths,
            "improvement": self.improvements,
        }
        for kind, sentences in kinds.items():
            for one in sentences:
                yield Claim(kind=kind, text=one.text, evidence=one.evidence)


class ClaudeBrain:
    """A `Brain` for one session. The budget of its client lasts for the session; its connections end with `close`."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        client: ModelClient | None = None,
        speak_within_s: float = SPEAK_WITHIN_S,
        conclude_within_s: float = CONCLUDE_WITHIN_S,
    ) -> None:
        self._model = settings.model
        self._client = client or ModelClient(settings, Budget(settings.limits))
        self._speak_within_s, self._conclude_within_s = speak_within_s, conclude_within_s
        self._system_turns = accepts_system_turns(settings.model)
        self._extra_tokens = 0 if accepts_quiet_thinking(settings.model) else THINKING_TOKENS

    @property
    def name(self) -> str:
        """The model's id."""
        return self._model

    def remember(self, usage: UsageRecorded) -> None:
        """Count what an earlier run of this session's agent spent."""
        self._client.budget.restore(usage.cost_micro_usd)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.close()

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        """What the interviewer says, whole; streamed to `ear.text` on the way.

        Raises:
            BrainError: when nothing usable came; what was heard until then is taken back.
        """
        request = spoken(
            moment,
            scene,
            max_tokens=SPEAK_TOKENS + self._extra_tokens,
            idle_timeout_s=SPEAK_IDLE_S,
            system_turns=self._system_turns,
        )
        reply = await self._ask(request, self._hearing(ear, aloud=True), within_s=self._speak_within_s)
        text = reply.text.strip()
        problem = _problem(reply, text)
        if problem is not None:
            if reply.text:
                ear.restart()
            raise BrainError(problem)
        return text

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:
        """The prose of the final report; sentences whose evidence is not real are left out.

        Raises:
            BrainError: when nothing usable came.
        """
        request = concluded(
            moment, scene, max_tokens=CONCLUDE_TOKENS + self._extra_tokens, system_turns=self._system_turns
        )
        reply = await self._ask(request, self._hearing(ear, aloud=False), within_s=self._conclude_within_s)
        if reply.stop_reason not in DONE:
            raise BrainError(_stopped(reply.stop_reason))
        try:
            words = _Words.model_validate_json(reply.text)
        except ValidationError:
            # The error would quote the reply.
            raise BrainError("the model's report was not in the form that was asked for") from None
        claims = proven(words.claims(), moment.witnesses)
        if not any(claim.kind == "summary" for claim in claims):
            raise BrainError("nothing in the summary of the model's report rested on what happened")
        return claims

    async def _ask(self, request: Request, hear: Hear, *, within_s: float) -> Reply:
        try:
            return await self._client.ask(request, hear=hear, within_s=within_s)
        except ModelFailed as failed:
            raise BrainError(str(failed)) from failed

    def _hearing(self, ear: Ear, *, aloud: bool) -> Hear:
        def hear(event: StreamEvent) -> None:
            if isinstance(event, TextDelta):
                if aloud:
                    ear.text(event.text)
            elif isinstance(event, Restart):
                if aloud:
                    ear.restart()
            elif isinstance(event, Note):
                said = noted(event, voice="interviewer", model=self._model)
                if isinstance(said, UsageRecorded):
                    ear.usage(said)
                else:
                    ear.alarm(said)

        return hear


def _problem(reply: Reply, text: str) -> str | None:
    """Why a reply cannot be said, or None when it can."""
    if reply.stop_reason in CUT_SHORT:
        return None if SENTENCE_END.search(text) else _stopped(reply.stop_reason)
    if reply.stop_reason not in DONE:
        return _stopped(reply.stop_reason)
    return None if text else "the model's reply was empty"


def _stopped(reason: str | None) -> str:
    if reason == "refusal":
        return "the model declined to answer"
    if reason in CUT_SHORT:
        return "the model's reply was too long and was cut off"
    return "the model stopped for a reason that is not expected here"
