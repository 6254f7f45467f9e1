from collections import OrderedDict


def simulate(capacity, operations):
    """Lets a hit renew the time to live."""
    entries, used, answers = OrderedDict(), 0, []
    for operation in operations:
        now, key = operation[1], operation[2]
        if operation[0] == "get":
            if key in entries and entries[key][1] > now:
                size, _, ttl = entries[key]
                entries[key] = (size, now + ttl, ttl)
                entries.move_to_end(key)
                answers.append("hit")
            else:
                answers.append("miss")
            continue
        size, ttl = operation[3], operation[4]
        if size < 1 or ttl < 1:
            raise ValueError("size and ttl are at least 1")
        for old in [other for other, entry in entries.items() if entry[1] <= now or other == key]:
            used -= entries.pop(old)[0]
        if size > capacity:
            continue
        while used + size > capacity:
            used -= entries.popitem(last=False)[1][0]
        entries[key] = (size, now + ttl, ttl)
        used += size
    return answers
