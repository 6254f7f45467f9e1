def increase(samples, width):
    """Goes from stretch to stretch up to the sample."""
    if width < 1:
        raise ValueError("a stretch lasts at least a second")
    stretches = []
    begin = 0
    for (before, old), (time, value) in zip(samples, samples[1:]):
        if time <= before:
            raise ValueError(f"the sample at {time} comes after one at {before}")
        growth = value - old if value >= old else value
        if growth == 0:
            continue
        while begin + width <= time:
            begin += width
        if stretches and stretches[-1][0] == begin:
            stretches[-1][1] += growth
        else:
            stretches.append([begin, growth])
    return stretches
