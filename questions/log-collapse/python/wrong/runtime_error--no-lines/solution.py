def collapse(lines, window_s):
    """Opens the first group before the loop, which needs a first line."""
    if window_s < 0:
        raise ValueError("the window is negative")
    second, message = lines[0]
    groups = [[second, message, 1]]
    open_groups = {message: groups[0]}
    for second, message in lines[1:]:
        group = open_groups.get(message)
        if group is not None and second - group[0] <= window_s:
            group[2] += 1
        else:
            group = [second, message, 1]
            open_groups[message] = group
            groups.append(group)
    return groups
