from pool import Pool


def run(size, patience, events):
    """Play events on a pool of connections.

    size: number of connections. patience: seconds after which somebody gives up.
    events: list of {"time", "who", "what"}, in the order of time.
    Returns what happened as [time, who, what]; raises ValueError for what makes no sense.
    """
    pool = Pool(size, patience)
    for event in events:
        if event["what"] == "borrow":
            pool.borrow(event["time"], event["who"])
        elif event["what"] == "give":
            pool.give(event["time"], event["who"])
        else:
            pool.fail(event["time"], event["who"])
    return pool.log
