"""What the model costs and what a session may spend. Pure; amounts are integer micro-dollars."""

from dataclasses import dataclass
from decimal import ROUND_CEILING

from agent.llm.models import Price
from agent.llm.retry import FaultKind, ModelFailed
from agent.llm.settings import Limits

WARN_PER_CENT = 80
# The API caches no prefix below 1,024 tokens; requests well above it should find theirs.
CACHEABLE_TOKENS = 2048
UNCACHED_ALARM = 4


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token counts of one request as the wire said them; `cache_write` includes `cache_write_1h`."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0

    @property
    def prompt(self) -> int:
        """All that was sent."""
        return self.input + self.cache_read + self.cache_write


def cost_micro_usd(tokens: Tokens, price: Price) -> int:
    """The cost, rounded up: dollars per million tokens are micro-dollars per token."""
    total = (
        tokens.input * price.input_usd
        + tokens.output * price.output_usd
        + tokens.cache_read * price.cache_read_usd
        + (tokens.cache_write - tokens.cache_write_1h) * price.cache_write_usd
        + tokens.cache_write_1h * price.cache_write_1h_usd
    )
    return int(total.to_integral_value(ROUND_CEILING))


class Budget:
    """What one session has spent of its limits.

    A request is admitted before it is sent and charged when its usage is known, so that the last
    one admitted may overrun the amount, by its own cost and no more.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._warned = False
        self.spent_micro_usd = 0
        self.calls = 0

    def admit(self) -> None:
        """Count a request that is about to be sent.

        Raises:
            ModelFailed: when the amount or the number of calls is used up.
        """
        if self.spent_micro_usd >= self._limits.micro_usd or self.calls >= self._limits.calls:
            raise ModelFailed(FaultKind.BUDGET_SPENT)
        self.calls += 1

    def charge(self, micro_usd: int) -> None:
        """Add what an admitted request cost."""
        self.spent_micro_usd += micro_usd

    def restore(self, micro_usd: int) -> None:
        """Count a request that an earlier run of this session made, and which warned if there was need."""
        self.calls += 1
        self.spent_micro_usd += micro_usd
        self._warned = self.used_per_cent >= WARN_PER_CENT

    @property
    def used_per_cent(self) -> int:
        """How much is used of whichever limit is nearer."""
        amount = self.spent_micro_usd * 100 // self._limits.micro_usd if self._limits.micro_usd else 100
        calls = self.calls * 100 // self._limits.calls if self._limits.calls else 100
        return max(amount, calls)

    def warn_once(self) -> bool:
        """True the first time that 80 % are used."""
        due = not self._warned and self.used_per_cent >= WARN_PER_CENT
        self._warned = self._warned or due
        return due


class CacheWatch:
    """Notices that the prompt cache is never read: a volatile prefix costs ten times as much, silently."""

    def __init__(self) -> None:
        self._misses = 0

    def alarm(self, tokens: Tokens) -> bool:
        """Whether this request makes it `UNCACHED_ALARM` large ones in a row without a cached read."""
        if tokens.cache_read:
            self._misses = 0
        elif tokens.prompt >= CACHEABLE_TOKENS:
            self._misses += 1
            return self._misses == UNCACHED_ALARM
        return False
