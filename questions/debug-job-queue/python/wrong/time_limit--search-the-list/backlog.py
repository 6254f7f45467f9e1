class Backlog:
    """Searches all waiting jobs at every tick."""

    def __init__(self):
        self._jobs = []

    def add(self, job, ready_at):
        self._jobs.append((ready_at, job))

    def take(self, now):
        ready = [entry for entry in self._jobs if entry[0] <= now]
        if not ready:
            return None
        best = min(ready, key=lambda entry: (entry[1]["priority"], entry[0], entry[1]["name"]))
        self._jobs.remove(best)
        return best[1]

    def next_time(self):
        return min((ready_at for ready_at, _ in self._jobs), default=None)
