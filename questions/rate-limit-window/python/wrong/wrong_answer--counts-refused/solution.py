from collections import defaultdict, deque


def decide(limit, window_ms, requests):
    """Counts refused requests, too."""
    if limit < 0 or window_ms < 1:
        raise ValueError("limit or window out of range")
    seen = defaultdict(deque)
    answers = []
    for now, client in requests:
        times = seen[client]
        while times and times[0] <= now - window_ms:
            times.popleft()
        answers.append(len(times) < limit)
        times.append(now)
    return answers
