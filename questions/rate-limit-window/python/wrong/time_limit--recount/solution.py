from collections import defaultdict


def decide(limit, window_ms, requests):
    """Counts the window anew for each request."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    allowed_at = defaultdict(list)
    answers = []
    for now, client in requests:
        recent = sum(1 for time in allowed_at[client] if time > now - window_ms)
        if recent < limit:
            allowed_at[client].append(now)
        answers.append(recent < limit)
    return answers
