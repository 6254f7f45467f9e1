import heapq
from collections import OrderedDict


class Cache:
    """Entries in order of use, oldest first; expiries in a heap that may hold outdated ones."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.used = 0
        self.entries = OrderedDict()
        self.expiries = []

    def put(self, now, key, size, ttl):
        self.expire(now)
        self.drop(key)
        if size > self.capacity:
            return
        while self.used + size > self.capacity:
            self.drop(next(iter(self.entries)))
        self.entries[key] = (size, now + ttl)
        self.used += size
        heapq.heappush(self.expiries, (now + ttl, key))

    def get(self, now, key):
        entry = self.entries.get(key)
        if entry is None or entry[1] <= now:
            return False
        self.entries.move_to_end(key)
        return True

    def expire(self, now):
        while self.expiries and self.expiries[0][0] <= now:
            expiry, key = heapq.heappop(self.expiries)
            if key in self.entries and self.entries[key][1] <= now:
                self.drop(key)

    def drop(self, key):
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.used -= entry[0]


def simulate(capacity, operations):
    """Simulate a cache with a byte budget."""
    cache = Cache(capacity)
    answers = []
    for operation in operations:
        if operation[0] == "put":
            _, now, key, size, ttl = operation
            if size < 1 or ttl < 1:
                raise ValueError("size and ttl are at least 1")
            cache.put(now, key, size, ttl)
        else:
            _, now, key = operation
            answers.append("hit" if cache.get(now, key) else "miss")
    return answers

# interviewlm-canary-92063310b6
