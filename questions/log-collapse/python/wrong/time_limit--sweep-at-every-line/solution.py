def collapse(lines, window_s):
    """Throws away all closed groups before each line."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups = []
    open_groups = {}
    for second, message in lines:
        open_groups = {key: group for key, group in open_groups.items() if second - group[0] <= window_s}
        group = open_groups.get(message)
        if group is not None:
            group[2] += 1
        else:
            group = [second, message, 1]
            open_groups[message] = group
            groups.append(group)
    return groups
