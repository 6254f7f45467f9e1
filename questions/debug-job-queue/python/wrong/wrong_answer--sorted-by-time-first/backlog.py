import heapq


class Backlog:
    """Sorted by time first, so that priorities hardly matter any more."""

    def __init__(self):
        self._heap = []

    def add(self, job, ready_at):
        heapq.heappush(self._heap, (ready_at, job["priority"], job["name"], job))

    def take(self, now):
        if self._heap and self._heap[0][0] <= now:
            return heapq.heappop(self._heap)[-1]
        return None

    def next_time(self):
        return self._heap[0][0] if self._heap else None
