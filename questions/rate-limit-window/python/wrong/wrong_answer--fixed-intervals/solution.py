from collections import Counter


def decide(limit, window_ms, requests):
    """Counts in fixed intervals, so that two bursts meet at a border."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    counts = Counter()
    answers = []
    for now, client in requests:
        slot = (client, now // window_ms)
        allowed = counts[slot] < limit
        counts[slot] += allowed
        answers.append(allowed)
    return answers
