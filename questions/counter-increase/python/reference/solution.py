def increase(samples, width):
    """Sum up how much a counter grew in each stretch of time."""
    if width < 1:
        raise ValueError("a stretch lasts at least a second")
    stretches = []
    for (before, old), (time, value) in zip(samples, samples[1:]):
        if time <= before:
            raise ValueError(f"the sample at {time} comes after one at {before}")
        growth = value - old if value >= old else value
        if growth == 0:
            continue
        begin = time - time % width
        if stretches and stretches[-1][0] == begin:
            stretches[-1][1] += growth
        else:
            stretches.append([begin, growth])
    return stretches

# interviewlm-canary-7910e0f42d
