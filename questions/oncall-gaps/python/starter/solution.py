def gaps(shifts, start, end, needed):
    """Find where too few people are on call.

    shifts: list of [person, from, to] in minutes, `to` not included, in any order.
    start, end: the minutes to look at, `end` not included.
    needed: how many different people must be on call at any minute.
    Returns a list of [from, to, missing], in order and as long as possible.
    """
    raise NotImplementedError
