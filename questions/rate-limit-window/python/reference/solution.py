from collections import defaultdict, deque


def decide(limit, window_ms, requests):
    """Decide which requests may pass, by a sliding window per client."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    allowed_at = defaultdict(deque)
    answers = []
    for now, client in requests:
        times = allowed_at[client]
        while times and times[0] <= now - window_ms:
            times.popleft()
        allowed = len(times) < limit
        if allowed:
            times.append(now)
        answers.append(allowed)
    return answers

# interviewlm-canary-455e6468ca
