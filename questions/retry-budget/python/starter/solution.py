def deliver(calls, max_attempts, earn, cap):
    """Simulate a client with a retry budget.

    calls: list of strings of "S" and "F", what each attempt of the call would give.
    max_attempts: attempts per call, the first included.
    earn: tokens earned by each call; cap: most tokens, and tokens at the start.
    Returns {"sent": int, "succeeded": int, "refused": int}.
    """
    raise NotImplementedError
