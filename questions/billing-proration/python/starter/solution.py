def prorate(cycle_s, changes):
    """Bill plan changes by the second.

    cycle_s: length of the billing cycle in seconds.
    changes: list of [second, price_cents], ordered by second; a price is for a full cycle.
    Returns the cents of each line; they add up to the rounded total.
    """
    raise NotImplementedError
