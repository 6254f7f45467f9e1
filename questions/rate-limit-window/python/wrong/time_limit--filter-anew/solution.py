from collections import defaultdict


def decide(limit, window_ms, requests):
    """Makes a new list of the recent times for each request."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    allowed_at = defaultdict(list)
    answers = []
    for now, client in requests:
        times = allowed_at[client] = [time for time in allowed_at[client] if time > now - window_ms]
        allowed = len(times) < limit
        if allowed:
            times.append(now)
        answers.append(allowed)
    return answers
