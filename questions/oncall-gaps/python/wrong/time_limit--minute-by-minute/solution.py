def gaps(shifts, start, end, needed):
    """Looks at every minute."""
    if end < start or any(to < begin for _, begin, to in shifts):
        raise ValueError("a time span that ends before it begins")
    found = []
    for minute in range(start, end):
        people = {person for person, begin, to in shifts if begin <= minute < to}
        missing = needed - len(people)
        if missing > 0:
            if found and found[-1][1] == minute and found[-1][2] == missing:
                found[-1][1] = minute + 1
            else:
                found.append([minute, minute + 1, missing])
    return found
