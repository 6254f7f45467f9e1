from collections import OrderedDict


def simulate(capacity, operations):
    """Evicts until nothing is left when one entry is larger than the cache."""
    entries, used, answers = OrderedDict(), 0, []
    for operation in operations:
        now, key = operation[1], operation[2]
        if operation[0] == "get":
            hit = key in entries and entries[key][1] > now
            if hit:
                entries.move_to_end(key)
            answers.append("hit" if hit else "miss")
            continue
        size, ttl = operation[3], operation[4]
        if size < 1 or ttl < 1:
            raise ValueError("size and ttl are at least 1")
        for old in [other for other, entry in entries.items() if entry[1] <= now or other == key]:
            used -= entries.pop(old)[0]
        while used + size > capacity:
            used -= entries.popitem(last=False)[1][0]
        entries[key] = (size, now + ttl)
        used += size
    return answers
