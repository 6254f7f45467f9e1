MAX_ATTEMPTS = 3


def ready_again(now, attempt):
    """When a job whose `attempt` (from 1) failed at tick `now` may run again; None when it is dead."""
    if attempt >= MAX_ATTEMPTS:
        return None
    return now + 1 + 2 ** (attempt - 1)

# interviewlm-canary-389ca0d6b9
