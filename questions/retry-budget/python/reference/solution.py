RETRY_COST = 100


def deliver(calls, max_attempts, earn, cap):
    """Simulate a client with a retry budget."""
    if max_attempts < 1:
        raise ValueError("at least one attempt is made")
    tokens = cap
    sent = succeeded = refused = 0
    for call in calls:
        tokens = min(cap, tokens + earn)
        for attempt in range(max_attempts):
            if attempt > 0:
                if tokens < RETRY_COST:
                    refused += 1
                    break
                tokens -= RETRY_COST
            sent += 1
            if call[attempt : attempt + 1] == "S":
                succeeded += 1
                break
    return {"sent": sent, "succeeded": succeeded, "refused": refused}

# interviewlm-canary-13780771c2
