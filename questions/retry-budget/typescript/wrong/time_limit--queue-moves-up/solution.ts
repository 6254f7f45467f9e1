interface Outcome {
  sent: number;
  succeeded: number;
  refused: number;
}

const RETRY_COST = 100;

/** Takes each call from the front of the list, so that all others move up. */
export function deliver(calls: string[], maxAttempts: number, earn: number, cap: number): Outcome {
  if (maxAttempts < 1) {
    throw new RangeError('at least one attempt is made');
  }
  const outcome: Outcome = { sent: 0, succeeded: 0, refused: 0 };
  let tokens = cap;
  while (calls.length > 0) {
    const call = calls.splice(0, 1)[0];
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
