def prorate(cycle_s, changes):
    """Adds the end to the last change, which there may not be."""
    if cycle_s < 1:
        raise ValueError("the cycle is empty")
    previous = 0
    for second, price in changes:
        if not previous <= second < cycle_s or price < 0:
            raise ValueError("a change is out of place")
        previous = second
    last_second, last_price = changes[-1]
    ends = [second for second, _ in changes[1:]]
    shares = [price * (end - second) for (second, price), end in zip(changes, ends)]
    shares.append(last_price * (cycle_s - last_second))
    total = (2 * sum(shares) + cycle_s) // (2 * cycle_s)
    lines = [share // cycle_s for share in shares]
    missing = total - sum(lines)
    by_remainder = sorted(range(len(shares)), key=lambda number: (-(shares[number] % cycle_s), number))
    for number in by_remainder[:missing]:
        lines[number] += 1
    return lines
