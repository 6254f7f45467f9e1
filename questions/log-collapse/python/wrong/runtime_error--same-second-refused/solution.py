def collapse(lines, window_s):
    """Takes two lines in the same second for a broken log."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups = []
    open_groups = {}
    previous = -1
    for second, message in lines:
        if second <= previous:
            raise ValueError("the lines are not in order")
        previous = second
        group = open_groups.get(message)
        if group is not None and second - group[0] <= window_s:
            group[2] += 1
        else:
            group = [second, message, 1]
            open_groups[message] = group
            groups.append(group)
    return groups
