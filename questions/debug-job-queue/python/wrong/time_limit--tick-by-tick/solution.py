from backlog import Backlog
from backoff import ready_again


def run(jobs):
    """Lets the worker look at every tick whether a job is ready."""
    backlog = Backlog()
    for job in jobs:
        if job["priority"] < 0:
            raise ValueError("a priority is at least 0")
        backlog.add({**job, "attempt": 0}, job["ready_at"])
    history = []
    now = 0
    while backlog.next_time() is not None:
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
