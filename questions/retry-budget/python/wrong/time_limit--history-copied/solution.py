RETRY_COST = 100


def deliver(calls, max_attempts, earn, cap):
    """Keeps a history and copies it for every attempt."""
    if max_attempts < 1:
        raise ValueError("at least one attempt is made")
    tokens = cap
    refused = 0
    history = []
    for call in calls:
        tokens = min(cap, tokens + earn)
        for attempt in range(max_attempts):
            if attempt > 0:
                if tokens < RETRY_COST:
                    refused += 1
                    break
                tokens -= RETRY_COST
            history = [*history, call[attempt : attempt + 1]]
            if history[-1] == "S":
                break
    return {"sent": len(history), "succeeded": history.count("S"), "refused": refused}
