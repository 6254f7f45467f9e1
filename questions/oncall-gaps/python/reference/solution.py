from collections import defaultdict


def gaps(shifts, start, end, needed):
    """Find where too few people are on call, by sweeping over begins and ends."""
    if end < start or any(to < begin for _, begin, to in shifts):
        raise ValueError("a time span that ends before it begins")
    by_person = defaultdict(list)
    for person, begin, to in shifts:
        begin, to = max(begin, start), min(to, end)
        if begin < to:
            by_person[person].append((begin, to))
    change = defaultdict(int)
    for spans in by_person.values():
        for begin, to in merged(spans):
            change[begin] += 1
            change[to] -= 1
    change[end] += 0
    found = []
    on_call, since = 0, start
    for time in sorted(change):
        missing = needed - on_call
        if since < time and missing > 0:
            if found and found[-1][1] == since and found[-1][2] == missing:
                found[-1][1] = time
            else:
                found.append([since, time, missing])
        on_call += change[time]
        since = time
    return found


def merged(spans):
    result = []
    for begin, to in sorted(spans):
        if result and begin <= result[-1][1]:
            result[-1][1] = max(result[-1][1], to)
        else:
            result.append([begin, to])
    return result

# interviewlm-canary-d239f03f91
