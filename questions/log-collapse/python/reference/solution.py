def collapse(lines, window_s):
    """Collapse repeated log lines into groups."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups = []
    open_groups = {}
    for second, message in lines:
        group = open_groups.get(message)
        if group is not None and second - group[0] <= window_s:
            group[2] += 1
        else:
            group = [second, message, 1]
            open_groups[message] = group
            groups.append(group)
    return groups

# interviewlm-canary-6ef9a5d6db
