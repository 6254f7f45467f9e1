"""How often one address may ask: a fixed number a minute, with room for a burst."""

import time
from collections import OrderedDict

ADDRESSES_HELD = 10_000


class AddressLimit:
    """A token bucket for each address."""

    def __init__(self, per_minute: int) -> None:
        self._rate, self._burst = per_minute / 60, float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, address: str, *, cost: float = 1.0) -> float:
        """0 when the request may go on, else seconds until it may."""
        now = time.monotonic()
        tokens, at = self._buckets.pop(address, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        allowed = tokens >= cost
        self._buckets[address] = (tokens - cost if allowed else tokens, now)
        while len(self._buckets) > ADDRESSES_HELD:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (cost - tokens) / self._rate
