"""The model speaks; where it cannot, the scripted brain says that one utterance."""

from typing import TYPE_CHECKING

from agent.brains.base import Brain, BrainError, Ear, FinalFeedback, Moment, Scene
from agent.brains.scripted import ScriptedBrain
from agent.settings import AgentSettings
from protocol.events import BrainFailed, UsageRecorded
from protocol.facts import Claim

if TYPE_CHECKING:
    from agent.llm.client import ModelClient


class FallbackBrain:
    """`primary`, and `fallback` for whatever `primary` fails to say; each failure is told to the ear."""

    def __init__(self, primary: Brain, fallback: Brain) -> None:
        self._primary, self._fallback = primary, fallback

    @property
    def name(self) -> str:
        """Who speaks as a rule."""
        return self._primary.name

    def remember(self, usage: UsageRecorded) -> None:
        """Count what was spent before."""
        self._primary.remember(usage)

    async def close(self) -> None:
        """Give back what both hold."""
        await self._primary.close()
        await self._fallback.close()

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        """What the interviewer says; never fails for a reason of the model's."""
        try:
            return await self._primary.speak(moment, scene, ear)
        except BrainError as error:
            ear.failed(BrainFailed(moment=moment.name, reason=error.reason))
            return await self._fallback.speak(moment, scene, ear)

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:
        """The prose of the final report."""
        try:
            return await self._primary.conclude(moment, scene, ear)
        except BrainError as error:
            ear.failed(BrainFailed(moment="report", reason=error.reason))
            return await self._fallback.conclude(moment, scene, ear)


def make_client(settings: AgentSettings) -> "ModelClient | None":
    """The session's one way to the model, shared by both voices, or None; imported only when it is used."""
    if not settings.uses_claude:
        return None
    from agent.llm.budget import Budget
    from agent.llm.client import ModelClient
    from agent.llm.models import DEFAULT_PRICES, Price
    from agent.llm.settings import DEFAULT_BASE_URL, Limits, ModelSettings

    assert settings.anthropic_api_key is not None, "checked by the settings"
    own = {settings.claude_model: Price.of(*settings.claude_price.split())} if settings.claude_price else {}
    model = ModelSettings(
        api_key=settings.anthropic_api_key,
        base_url=settings.anthropic_base_url or DEFAULT_BASE_URL,
        model=settings.claude_model,
        effort=settings.claude_effort,
        prices={**DEFAULT_PRICES, **own},
        limits=Limits.of_dollars(settings.claude_budget_usd, calls=settings.claude_budget_calls),
    )
    return ModelClient(model, Budget(model.limits))


def make_brain(client: "ModelClient | None") -> Brain:
    """The interviewer's brain: the model's, with the scripted one to fall back on, or that alone."""
    scripted = ScriptedBrain()
    if client is None:
        return scripted
    from agent.brains.claude import ClaudeBrain

    return FallbackBrain(ClaudeBrain(client.settings, client=client), scripted)
