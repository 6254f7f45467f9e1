"""What the operator decides about the model; built where settings are read, and passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pydantic import SecretStr

from agent.llm.models import DEFAULT_MODEL, DEFAULT_PRICES, Price

DEFAULT_BASE_URL = "https://api.anthropic.com"

Effort = Literal["low", "medium", "high", "xhigh", "max"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one session may spend; a call is one request on the wire, retries included."""

    micro_usd: int = 1_000_000
    calls: int = 300

    @classmethod
    def of_dollars(cls, dollars: Decimal, *, calls: int) -> "Limits":
        """Limits from an amount as people write it."""
        return cls(micro_usd=int(dollars * 1_000_000), calls=calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """How to reach the model and how much of it to use.

    `effort` None leaves the model's own default. `idle_timeout_s` is the longest silence inside a
    reply; `attempts` counts the first one too.
    """

    api_key: SecretStr
    base_url: str = DEFAULT_BASE_URL
    model: str = DEFAULT_MODEL
    effort: Effort | None = "low"
    prices: Mapping[str, Price] = field(default_factory=lambda: DEFAULT_PRICES)
    limits: Limits = Limits()
    attempts: int = 4
    connect_timeout_s: float = 5.0
    idle_timeout_s: float = 60.0
