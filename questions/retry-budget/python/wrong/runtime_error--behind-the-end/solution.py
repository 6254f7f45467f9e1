def deliver(calls, max_attempts, earn, cap):
    """Reads attempts behind the end of the string."""
    if max_attempts < 1:
        raise ValueError("at least one attempt is made")
    tokens, sent, succeeded, refused = cap, 0, 0, 0
    for call in calls:
        tokens = min(cap, tokens + earn)
        sent += 1
        attempt = 0
        while call[attempt] == "F" and attempt + 1 < max_attempts:
            if tokens < 100:
                refused += 1
                break
            tokens -= 100
            sent += 1
            attempt += 1
        if call[attempt] == "S":
            succeeded += 1
    return {"sent": sent, "succeeded": succeeded, "refused": refused}
