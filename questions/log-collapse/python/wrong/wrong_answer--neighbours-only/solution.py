def collapse(lines, window_s):
    """Only looks at the line before, so that another message breaks a group."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups = []
    for second, message in lines:
        if groups and groups[-1][1] == message and second - groups[-1][0] <= window_s:
            groups[-1][2] += 1
        else:
            groups.append([second, message, 1])
    return groups
