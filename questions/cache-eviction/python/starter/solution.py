def simulate(capacity, operations):
    """Simulate a cache with a byte budget, expiry, and eviction of what was used longest ago.

    capacity: bytes that fit.
    operations: ["put", t, key, size, ttl] and ["get", t, key], ordered by time.
    Returns "hit" or "miss" for each get.
    """
    raise NotImplementedError
