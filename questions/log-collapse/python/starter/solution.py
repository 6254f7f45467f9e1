def collapse(lines, window_s):
    """Collapse repeated log lines.

    lines: list of [second, message], ordered by time.
    window_s: a line joins a group at most this many seconds after the group's first line.
    Returns a list of [second, message, count] in the order the groups were opened.
    """
    raise NotImplementedError
