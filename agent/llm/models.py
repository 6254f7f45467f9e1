"""What is known about each model: its price, and which request fields it accepts.

Prices in dollars per million tokens, from platform.claude.com/docs/en/about-claude/pricing, read in
November 2026. They are defaults: `ModelSettings.prices` replaces or adds any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

DEFAULT_MODEL = "claude-sonnet-5-5"


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens; the two cache writes live for five minutes and for an hour."""

    input_usd: Decimal
    output_usd: Decimal
    cache_read_usd: Decimal
    cache_write_usd: Decimal
    cache_write_1h_usd: Decimal

    @classmethod
    def of(cls, input_usd: str, output_usd: str, cache_read_usd: str) -> "Price":
        """A price whose cache writes cost what they do everywhere: 1.25 and 2 times the input."""
        base = Decimal(input_usd)
        return cls(base, Decimal(output_usd), Decimal(cache_read_usd), base * Decimal("1.25"), base * 2)


# Haiku 5.5 costs five times as much beyond 100,000 tokens of prompt; ours are capped far below.
DEFAULT_PRICES: Mapping[str, Price] = {
    "claude-sonnet-5-5": Price.of("2", "10", "0.10"),
    "claude-haiku-5-5": Price.of("0.10", "0.50", "0.01"),
    "claude-opus-5-5": Price.of("4", "20", "0.20"),
    "claude-opus-5": Price.of("5", "25", "0.50"),
    "claude-sonnet-5": Price.of("2", "10", "0.20"),
    "claude-haiku-4-5": Price.of("1", "5", "0.10"),
    "claude-sonnet-4-5": Price.of("3", "15", "0.30"),
    "claude-fable-5-1": Price.of("10", "50", "0.25"),
}

# A thinking of "between_tools" answers at once, without a silent think first; without tools in the
# request the reply is text alone. Other models refuse the field.
_QUIET_THINKING = ("claude-sonnet-5-5",)
# A `system` message after a user turn is refused by everything older than Opus 4.8.
_NO_SYSTEM_TURNS = (
    "claude-3",
    "claude-haiku-4",
    "claude-sonnet-4",
    "claude-opus-4-0",
    "claude-opus-4-1",
    "claude-opus-4-5",
    "claude-opus-4-6",
    "claude-opus-4-7",
)


def price_of(model: str, prices: Mapping[str, Price]) -> tuple[Price, bool]:
    """The price of `model`, by its longest known beginning, and whether it was known.

    An unknown model counts as the dearest one in the table, so that a budget errs on the safe side.
    """
    known = [name for name in prices if model == name or model.startswith(f"{name}-")]
    if known:
        return prices[max(known, key=len)], True
    return max(prices.values(), key=lambda price: price.output_usd), False


def accepts_quiet_thinking(model: str) -> bool:
    """Whether `thinking={"type": "between_tools"}` may be sent."""
    return model.startswith(_QUIET_THINKING)


def accepts_system_turns(model: str) -> bool:
    """Whether instructions may stand in a `system` message after a user's turn."""
    return not model.startswith(_NO_SYSTEM_TURNS)
