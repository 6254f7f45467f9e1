interface Outcome {
  sent: number;
  succeeded: number;
  refused: number;
}

const RETRY_COST = 100;

/** Simulate a client with a retry budget. */
export function deliver(calls: string[], maxAttempts: number, earn: number, cap: number): Outcome {
  if (maxAttempts < 1) {
    throw new RangeError('at least one attempt is made');
  }
  const outcome: Outcome = { sent: 0, succeeded: 0, refused: 0 };
  let tokens = cap;
  for (const call of calls) {
    tokens = Math.min(cap, tokens + earn);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (attempt > 0) {
        if (tokens < RETRY_COST) {
          outcome.refused += 1;
          break;
        }
        tokens -= RETRY_COST;
      }
      outcome.sent += 1;
      if (call[attempt] === 'S') {
        outcome.succeeded += 1;
        break;
      }
    }
  }
  return outcome;
}

// interviewlm-canary-13780771c2
