def prorate(cycle_s, changes):
    """Rounds every line by itself."""
    if cycle_s < 1:
        raise ValueError("the cycle is empty")
    previous = 0
    for second, price in changes:
        if not previous <= second < cycle_s or price < 0:
            raise ValueError("a change is out of place")
        previous = second
    ends = [second for second, _ in changes[1:]] + [cycle_s]
    return [(2 * price * (end - second) + cycle_s) // (2 * cycle_s) for (second, price), end in zip(changes, ends)]
