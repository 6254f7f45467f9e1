const MAX_ATTEMPTS = 3;

/** When a job whose `attempt` (from 1) failed at tick `now` may run again; undefined when it is dead. */
export function readyAgain(now, attempt) {
  if (attempt >= MAX_ATTEMPTS) {
    return undefined;
  }
  return now + 1 + 2 ** (attempt - 1);
}

// interviewlm-canary-389ca0d6b9
