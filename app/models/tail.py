"""The newest events of a session in memory: what live followers are served from."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.models.records import Batch, Stored
from protocol.values import Sight


@dataclass(frozen=True, slots=True)
class TailLimits:
    """How much of a session's newest events stays in memory; followers further behind read pages."""

    events: int = 2048
    size_bytes: int = 1024 * 1024


class Tail:
    """A bounded, contiguous run of committed events, and those who wait for more."""

    def __init__(self, limits: TailLimits) -> None:
        self._limits = limits
        self._events: list[Stored] = []
        self._bytes = 0
        self._slices: dict[tuple[int, Sight], Batch] = {}
        self._waiters: list[asyncio.Future[None]] = []
        self.head: int | None = None
        """The newest committed `seq`; None before it is known."""
        self.followers = 0
        self.left_at = 0.0
        """When the last follower left, on the event loop's clock."""
        self.closed = False
        self._erased = False

    def know(self, head: int) -> None:
        """Learn from the database how long the log is."""
        if self.head is None or head > self.head:
            self.head = head

    def extend(self, events: Sequence[Stored]) -> None:
        """Take in newly committed events and wake everybody."""
        if self._events and events[0].seq != self._events[-1].seq + 1:
            self._events.clear()
            self._bytes = 0
        self._events.extend(events)
        for stored in events:
            self._bytes += len(stored.frame)
        self.know(events[-1].seq)
        if len(self._events) > self._limits.events or self._bytes > self._limits.size_bytes:
            self._trim()
        self._slices.clear()
        self._wake()

    def precede(self, events: Sequence[Stored]) -> None:
        """Take in what was read from the database, where it leads up to what is here and there is room."""
        end = self._events[0].seq - 1 if self._events else self.head
        if not events or end is None or events[-1].seq != end or events[0].seq != end - len(events) + 1:
            return
        size = self._bytes + sum(len(stored.frame) for stored in events)
        if len(self._events) + len(events) <= self._limits.events and size <= self._limits.size_bytes:
            self._events[:0] = events
            self._bytes = size

    def _trim(self) -> None:
        """Drop the oldest until three quarters of the limits are left, so that trimming is rare."""
        events_kept, bytes_kept = self._limits.events * 3 // 4, self._limits.size_bytes * 3 // 4
        gone = 0
        while gone < len(self._events) and (len(self._events) - gone > events_kept or self._bytes > bytes_kept):
            self._bytes -= len(self._events[gone].frame)
            gone += 1
        del self._events[:gone]

    def slice(self, after: int, sight: Sight) -> Batch | None:
        """All that follows `after`, for one sight; None where the database has to be asked.

        Followers at the same place get the same object, so that the bytes of a batch are joined once.
        """
        events = self._events
        if not events or after < events[0].seq - 1 or after >= events[-1].seq:
            return None
        batch = self._slices.get((after, sight))
        if batch is None:
            newer = events[after - events[0].seq + 1 :]
            seen = newer if sight is Sight.SYSTEM else [stored for stored in newer if stored.sight <= sight]
            batch = self._slices[after, sight] = Batch(seen, events[-1].seq)
        return batch

    def erase(self) -> None:
        """The session is gone: end everybody who follows."""
        self._erased = True
        self._wake()

    def is_erased(self) -> bool:
        """Whether the session is gone; it may become so while anybody waits."""
        return self._erased

    def close(self) -> None:
        """Nothing more will come from this server."""
        self.closed = True
        self._wake()

    async def changed(self) -> None:
        """Wait for the next events, or the end."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
