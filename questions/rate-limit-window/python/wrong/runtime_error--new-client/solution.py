from collections import deque


def decide(limit, window_ms, requests):
    """Believes that every client has asked before."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    allowed_at = {}
    answers = []
    for now, client in requests:
        times = allowed_at[client]
        while times and times[0] <= now - window_ms:
            times.popleft()
        allowed = len(times) < limit
        if allowed:
            allowed_at.setdefault(client, deque()).append(now)
        answers.append(allowed)
    return answers
