class LeaseBook:
    """Who holds which name, and until when."""

    def __init__(self, seconds):
        if seconds < 1:
            raise ValueError("a lease lasts at least a second")
        self._seconds = seconds
        self._leases = {}

    def acquire(self, name, owner, now):
        """Take a lease, or begin one's own anew; returns whether that worked."""
        if self.holder(name, now) not in ("", owner):
            return False
        self._leases[name] = (owner, now + self._seconds)
        return True

    def renew(self, name, owner, now):
        """Begin one's own lease anew; returns whether that worked."""
        if self.holder(name, now) != owner:
            return False
        self._leases[name] = (owner, now + self._seconds)
        return True

    def release(self, name, owner):
        """End the owner's lease, if it is hers."""
        if name in self._leases and self._leases[name][0] == owner:
            del self._leases[name]

    def holder(self, name, now):
        """The owner, or "" when the name is free."""
        owner, end = self._leases.get(name, ("", 0))
        return owner if now <= end else ""
