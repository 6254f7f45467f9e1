def prorate(cycle_s, changes):
    """Bill plan changes by the second; the lines add up to the rounded total."""
    if cycle_s < 1:
        raise ValueError("the cycle is empty")
    previous = 0
    for second, price in changes:
        if not previous <= second < cycle_s or price < 0:
            raise ValueError("a change is out of place")
        previous = second
    ends = [second for second, _ in changes[1:]] + [cycle_s]
    shares = [price * (end - second) for (second, price), end in zip(changes, ends)]
    total = (2 * sum(shares) + cycle_s) // (2 * cycle_s)
    lines = [share // cycle_s for share in shares]
    missing = total - sum(lines)
    by_remainder = sorted(range(len(shares)), key=lambda number: (-(shares[number] % cycle_s), number))
    for number in by_remainder[:missing]:
        lines[number] += 1
    return lines

# interviewlm-canary-f198d585e2
