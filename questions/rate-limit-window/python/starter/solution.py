def decide(limit, window_ms, requests):
    """Decide which requests may pass.

    limit: most allowed requests of one client in any window.
    window_ms: length of the window in milliseconds.
    requests: list of [millisecond, client], ordered by time.
    Returns a list of bool, one per request.
    """
    raise NotImplementedError
