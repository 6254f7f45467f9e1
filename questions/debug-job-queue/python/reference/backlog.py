import heapq


class Backlog:
    """Jobs that wait for the worker: the ready ones by priority, the others by time."""

    def __init__(self):
        self._ready = []
        self._waiting = []
        self._count = 0

    def add(self, job, ready_at):
        """Let a job wait until `ready_at`."""
        self._count += 1
        heapq.heappush(self._waiting, (ready_at, job["priority"], job["name"], self._count, job))

    def take(self, now):
        """The job to run at `now`, or None when none is ready."""
        while self._waiting and self._waiting[0][0] <= now:
            ready_at, priority, name, count, job = heapq.heappop(self._waiting)
            heapq.heappush(self._ready, (priority, ready_at, name, count, job))
        return heapq.heappop(self._ready)[-1] if self._ready else None

    def next_time(self):
        """When the next job becomes ready; None when nothing waits."""
        times = [heap[0][index] for heap, index in ((self._ready, 1), (self._waiting, 0)) if heap]
        return min(times, default=None)

# interviewlm-canary-389ca0d6b9
