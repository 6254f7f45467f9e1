def increase(samples, width):
    """Collects the growth of each sample, then asks every stretch for what falls into it."""
    if width < 1:
        raise ValueError("a stretch lasts at least a second")
    grown = []
    for (before, old), (time, value) in zip(samples, samples[1:]):
        if time <= before:
            raise ValueError("samples are in the order of time")
        grown.append((time, value - old if value >= old else value))
    if not grown:
        return []
    stretches = []
    for begin in range(0, grown[-1][0] + 1, width):
        growth = sum(amount for time, amount in grown if begin <= time < begin + width)
        if growth > 0:
            stretches.append([begin, growth])
    return stretches
