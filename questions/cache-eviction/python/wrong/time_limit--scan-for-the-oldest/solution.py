import heapq


def simulate(capacity, operations):
    """Walks through all entries at every eviction to find the one that was used longest ago."""
    entries, used, answers, expiries = {}, 0, [], []
    for clock, operation in enumerate(operations):
        now, key = operation[1], operation[2]
        if operation[0] == "get":
            hit = key in entries and entries[key]["expires"] > now
            if hit:
                entries[key]["used_at"] = clock
            answers.append("hit" if hit else "miss")
            continue
        size, ttl = operation[3], operation[4]
        if size < 1 or ttl < 1:
            raise ValueError("size and ttl are at least 1")
        while expiries and expiries[0][0] <= now:
            _, old = heapq.heappop(expiries)
            if old in entries and entries[old]["expires"] <= now:
                used -= entries.pop(old)["size"]
        if key in entries:
            used -= entries.pop(key)["size"]
        if size > capacity:
            continue
        while used + size > capacity:
            oldest = min(entries, key=lambda other: entries[other]["used_at"])
            used -= entries.pop(oldest)["size"]
        entries[key] = {"size": size, "expires": now + ttl, "used_at": clock}
        used += size
        heapq.heappush(expiries, (now + ttl, key))
    return answers
