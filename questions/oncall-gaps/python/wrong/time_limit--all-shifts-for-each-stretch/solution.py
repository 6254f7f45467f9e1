def gaps(shifts, start, end, needed):
    """Goes through all shifts for each stretch between two times."""
    if end < start or any(to < begin for _, begin, to in shifts):
        raise ValueError("a time span that ends before it begins")
    times = {start, end}
    for _, begin, to in shifts:
        times |= {time for time in (begin, to) if start < time < end}
    found = []
    times = sorted(times)
    for since, time in zip(times, times[1:]):
        people = {person for person, begin, to in shifts if begin <= since and time <= to}
        missing = needed - len(people)
        if missing > 0 and found and found[-1][1] == since and found[-1][2] == missing:
            found[-1][1] = time
        elif missing > 0:
            found.append([since, time, missing])
    return found
