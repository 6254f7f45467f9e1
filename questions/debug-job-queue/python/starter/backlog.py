import heapq


class Backlog:
    """Jobs that wait for the worker."""

    def __init__(self):
        self._heap = []

    def add(self, job, ready_at):
        """Let a job wait until `ready_at`."""
        heapq.heappush(self._heap, (job["priority"], ready_at, job))

    def take(self, now):
        """The job to run at `now`, or None when none is ready."""
        if self._heap and self._heap[0][1] <= now:
            return heapq.heappop(self._heap)[2]
        return None

    def next_time(self):
        """When the next job becomes ready; None when nothing waits."""
        return min((ready_at for _, ready_at, _ in self._heap), default=None)
