def prorate(cycle_s, changes):
    """Walks through every second of the cycle."""
    if cycle_s < 1:
        raise ValueError("the cycle is empty")
    previous = 0
    for second, price in changes:
        if not previous <= second < cycle_s or price < 0:
            raise ValueError("a change is out of place")
        previous = second
    shares = [0] * len(changes)
    line = -1
    for second in range(cycle_s):
        while line + 1 < len(changes) and changes[line + 1][0] <= second:
            line += 1
        if line >= 0:
            shares[line] += changes[line][1]
    total = (2 * sum(shares) + cycle_s) // (2 * cycle_s)
    lines = [share // cycle_s for share in shares]
    order = sorted(range(len(shares)), key=lambda number: (-(shares[number] % cycle_s), number))
    for number in order[: total - sum(lines)]:
        lines[number] += 1
    return lines
