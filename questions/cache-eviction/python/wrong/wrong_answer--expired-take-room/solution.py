from collections import OrderedDict


def simulate(capacity, operations):
    """Removes expired entries only when somebody asks for them."""
    entries, used, answers = OrderedDict(), 0, []
    for operation in operations:
        now, key = operation[1], operation[2]
        if operation[0] == "get":
            if key in entries and entries[key][1] <= now:
                used -= entries.pop(key)[0]
            if key in entries:
                entries.move_to_end(key)
            answers.append("hit" if key in entries else "miss")
            continue
        size, ttl = operation[3], operation[4]
        if size < 1 or ttl < 1:
            raise ValueError("size and ttl are at least 1")
        if key in entries:
            used -= entries.pop(key)[0]
        if size > capacity:
            continue
        while used + size > capacity:
            used -= entries.popitem(last=False)[1][0]
        entries[key] = (size, now + ttl)
        used += size
    return answers
