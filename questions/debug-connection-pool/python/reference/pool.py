from waiters import Waiters


class Pool:
    """Lends connections and writes down what happens."""

    def __init__(self, size, patience):
        self.log = []
        self._free = size
        self._holders = set()
        self._waiters = Waiters(patience)

    def borrow(self, now, who):
        """Take a connection, or wait for one."""
        self._let_time_pass(now)
        if who in self._holders or who in self._waiters:
            raise ValueError(f"{who} holds or waits already")
        if self._free > 0:
            self._hand_over(now, who)
        else:
            self._waiters.add(now, who)
            self.log.append([now, who, "waits"])

    def give(self, now, who):
        """Give a connection back."""
        self._end(now, who, "gave")

    def fail(self, now, who):
        """Leave a broken connection behind; a new one takes its place."""
        self._end(now, who, "failed")

    def _end(self, now, who, what):
        self._let_time_pass(now)
        if who not in self._holders:
            raise ValueError(f"{who} holds nothing")
        self._holders.remove(who)
        self.log.append([now, who, what])
        self._free += 1
        self._serve(now)

    def _serve(self, now):
        who = self._waiters.next()
        if who is not None:
            self._hand_over(now, who)

    def _hand_over(self, now, who):
        self._free -= 1
        self._holders.add(who)
        self.log.append([now, who, "got"])

    def _let_time_pass(self, now):
        for time, who in self._waiters.gone(now):
            self.log.append([time, who, "gave up"])

# interviewlm-canary-b649b0d0ea
