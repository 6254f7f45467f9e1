"""The newest events of a session in memory: what live followers are served from."""

import asyncio
from collections.abc import Sequence

from app.models.records import Batch, Stored
from protocol.values import Sight

MAX_EVENTS = 4096
MAX_BYTES = 4 * 1024 * 1024


class Tail:
    """A bounded, contiguous run of committed events, and those who wait for more."""

    def __init__(self, *, max_events: int = MAX_EVENTS, max_bytes: int = MAX_BYTES) -> None:
        self._max_events, self._max_bytes = max_events, max_bytes
        self._events: list[Stored] = []
        self._bytes = 0
        self._memo: tuple[int, Sight, Batch] | None = None
        self._waiters: list[asyncio.Future[None]] = []
        self.head: int | None = None
        """The newest `seq` seen here; None before the first."""
        self.followers = 0
        self.erased = False

    def extend(self, events: Sequence[Stored]) -> None:
        """Take in newly committed events and wake everybody."""
        if self.head is not None and events[0].seq != self.head + 1:
            self._events.clear()
            self._bytes = 0
        self._events.extend(events)
        self._bytes += sum(len(stored.frame) for stored in events)
        self.head = events[-1].seq
        if len(self._events) > self._max_events or self._bytes > self._max_bytes:
            self._trim()
        self._memo = None
        self._wake()

    def _trim(self) -> None:
        """Drop the older half, so that trimming is rare."""
        keep = len(self._events) // 2
        while keep and sum(len(stored.frame) for stored in self._events[-keep:]) > self._max_bytes // 2:
            keep //= 2
        self._events = self._events[len(self._events) - keep :]
        self._bytes = sum(len(stored.frame) for stored in self._events)

    def slice(self, after: int, sight: Sight) -> Batch | None:
        """What follows `after`, for one sight; None where the database has to be asked."""
        if not self._events or after < self._events[0].seq - 1 or self.head is None or after >= self.head:
            return None
        if self._memo is not None and self._memo[:2] == (after, sight):
            return self._memo[2]
        newer = self._events[after - self._events[0].seq + 1 :]
        seen = newer if sight is Sight.SYSTEM else [stored for stored in newer if stored.sight <= sight]
        batch = Batch(seen, self.head)
        self._memo = (after, sight, batch)
        return batch

    def erase(self) -> None:
        """The session is gone: end everybody who waits."""
        self.erased = True
        self._wake()

    async def changed(self) -> None:
        """Wait for the next events."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
