from collections import deque


class Waiters:
    """The line of those who wait."""

    def __init__(self, patience):
        self._patience = patience
        self._line = deque()
        self._names = set()

    def __contains__(self, who):
        return who in self._names

    def add(self, now, who):
        """Begin to wait."""
        self._line.append((now, who))
        self._names.add(who)

    def next(self):
        """Take the one whose turn it is out of the line; None when nobody waits."""
        return self._leave()[1] if self._line else None

    def gone(self, now):
        """Take those out of the line who have given up by now; returns (time, who) for each."""
        gone = []
        while self._line and self._line[0][0] + self._patience <= now:
            since, who = self._leave()
            gone.append((since + self._patience, who))
        return gone

    def _leave(self):
        since, who = self._line.popleft()
        self._names.remove(who)
        return since, who

# interviewlm-canary-b649b0d0ea
