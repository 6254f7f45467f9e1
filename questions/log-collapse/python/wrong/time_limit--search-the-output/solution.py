def collapse(lines, window_s):
    """Looks for the open group by walking back through the output."""
    if window_s < 0:
        raise ValueError("the window is negative")
    groups = []
    for second, message in lines:
        for group in reversed(groups):
            if group[1] == message:
                if second - group[0] <= window_s:
                    group[2] += 1
                else:
                    groups.append([second, message, 1])
                break
        else:
            groups.append([second, message, 1])
    return groups
