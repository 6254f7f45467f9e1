from backlog import Backlog
from backoff import ready_again


def run(jobs):
    """Run all jobs on one worker.

    jobs: list of {"name": str, "priority": int, "ready_at": int, "outcomes": str}.
    Returns a list of [tick, name, what], what is "ok", "retry" or "dead".
    """
    backlog = Backlog()
    for job in jobs:
        if job["priority"] < 0:
            raise ValueError("a priority is at least 0")
        backlog.add({**job, "attempt": 0}, job["ready_at"])
    history = []
    now = 0
    while (soonest := backlog.next_time()) is not None:
        now = max(now, soonest)
        job = backlog.take(now)
        if job is None:
            now += 1
            continue
        job["attempt"] += 1
        outcomes, attempt = job["outcomes"], job["attempt"]
        if outcomes[attempt - 1 : attempt] == "S":
            history.append([now, job["name"], "ok"])
        else:
            again = ready_again(now, attempt)
            history.append([now, job["name"], "dead" if again is None else "retry"])
            if again is not None:
                backlog.add(job, again)
        now += 1
    return history
