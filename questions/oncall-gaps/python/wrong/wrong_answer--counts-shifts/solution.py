def gaps(shifts, start, end, needed):
    """Counts shifts instead of people."""
    if end < start or any(to < begin for _, begin, to in shifts):
        raise ValueError("a time span that ends before it begins")
    events = [(start, 0), (end, 0)]
    for _, begin, to in shifts:
        begin, to = max(begin, start), min(to, end)
        if begin < to:
            events += [(begin, 1), (to, -1)]
    events.sort()
    found, on_call, since = [], 0, start
    for time, step in events:
        missing = needed - on_call
        if since < time and missing > 0:
            if found and found[-1][1] == since and found[-1][2] == missing:
                found[-1][1] = time
            else:
                found.append([since, time, missing])
        on_call, since = on_call + step, time
    return found
