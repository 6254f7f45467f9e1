class LeaseBook:
    """Remembers when each lease began, and cleans up late."""

    def __init__(self, seconds):
        if seconds <= 0:
            raise ValueError(f"{seconds} seconds")
        self._length = seconds
        self._owners = {}
        self._begins = {}

    def acquire(self, name, owner, now):
        """Take a lease, or begin one's own anew; returns whether that worked."""
        free = self.holder(name, now) == ""
        if free:
            self._owners[name] = owner
            self._begins[name] = now
        return free or self.renew(name, owner, now)

    def renew(self, name, owner, now):
        """Begin one's own lease anew; returns whether that worked."""
        works = self.holder(name, now) == owner
        if works:
            self._begins[name] = now
        return works

    def release(self, name, owner):
        """End the owner's lease, if it is hers."""
        if self._owners.get(name) == owner:
            self._owners.pop(name)

    def holder(self, name, now):
        """The owner, or "" when the name is free."""
        if name in self._owners and now - self._begins[name] >= self._length:
            del self._owners[name]
        return self._owners.get(name, "")
