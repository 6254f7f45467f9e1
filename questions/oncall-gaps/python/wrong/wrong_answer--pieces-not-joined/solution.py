def gaps(shifts, start, end, needed):
    """Writes a new stretch at every begin and end, even where nothing changes."""
    if end < start or any(to < begin for _, begin, to in shifts):
        raise ValueError("a time span that ends before it begins")
    by_person = {}
    for person, begin, to in shifts:
        if max(begin, start) < min(to, end):
            by_person.setdefault(person, []).append((max(begin, start), min(to, end)))
    events = [(start, 0), (end, 0)]
    for spans in by_person.values():
        spans.sort()
        begin, to = spans[0]
        for other, last in spans[1:]:
            if other <= to:
                to = max(to, last)
            else:
                events += [(begin, 1), (to, -1)]
                begin, to = other, last
        events += [(begin, 1), (to, -1)]
    events.sort()
    found, on_call, since = [], 0, start
    for time, step in events:
        if since < time and on_call < needed:
            found.append([since, time, needed - on_call])
        on_call, since = on_call + step, time
    return found
