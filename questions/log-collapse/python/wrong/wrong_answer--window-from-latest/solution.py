def collapse(lines, window_s):
    """Measures the window from the latest line of the group."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups, latest = [], {}
    for second, message in lines:
        if message in latest and second - latest[message][0] <= window_s:
            latest[message][1][2] += 1
            latest[message] = (second, latest[message][1])
        else:
            groups.append([second, message, 1])
            latest[message] = (second, groups[-1])
    return groups
