def deliver(calls, max_attempts, earn, cap):
    """Earns tokens for every attempt instead of every call."""
    if max_attempts < 1:
        raise ValueError("at least one attempt is made")
    tokens, sent, succeeded, refused = cap, 0, 0, 0
    for call in calls:
        for attempt in range(max_attempts):
            tokens = min(cap, tokens + earn)
            if attempt and tokens < 100:
                refused += 1
                break
            if attempt:
                tokens -= 100
            sent += 1
            if attempt < len(call) and call[attempt] == "S":
                succeeded += 1
                break
    return {"sent": sent, "succeeded": succeeded, "refused": refused}
