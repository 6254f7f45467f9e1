import heapq


class Backlog:
    """Two heaps, but jobs with equal priority and time are still compared as dicts."""

    def __init__(self):
        self._ready = []
        self._waiting = []

    def add(self, job, ready_at):
        heapq.heappush(self._waiting, (ready_at, job["priority"], job))

    def take(self, now):
        while self._waiting and self._waiting[0][0] <= now:
            ready_at, priority, job = heapq.heappop(self._waiting)
            heapq.heappush(self._ready, (priority, ready_at, job))
        return heapq.heappop(self._ready)[-1] if self._ready else None

    def next_time(self):
        if self._ready:
            return self._ready[0][1]
        return self._waiting[0][0] if self._waiting else None
