def prorate(cycle_s, changes):
    """Divides as floating point and rounds with round(), which goes to the even cent."""
    if cycle_s < 1:
        raise ValueError("the cycle is empty")
    previous = 0
    for second, price in changes:
        if not previous <= second < cycle_s or price < 0:
            raise ValueError("a change is out of place")
        previous = second
    ends = [second for second, _ in changes[1:]] + [cycle_s]
    exact = [price * (end - second) / cycle_s for (second, price), end in zip(changes, ends)]
    lines = [int(amount) for amount in exact]
    missing = round(sum(exact)) - sum(lines)
    for number in sorted(range(len(exact)), key=lambda n: (lines[n] - exact[n], n))[:missing]:
        lines[number] += 1
    return lines
