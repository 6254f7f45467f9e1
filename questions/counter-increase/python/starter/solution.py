def increase(samples, width):
    """Sum up how much a counter grew in each stretch of time.

    samples: list of [time, value] in the order of time.
    width: how long a stretch is, in seconds.
    Returns [begin, growth] for each stretch that has growth, in order.
    """
    raise NotImplementedError
