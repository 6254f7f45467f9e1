const RETRY_COST = 100;

/** Keeps a history and copies it for every attempt. */
export function deliver(calls, maxAttempts, earn, cap) {
  if (maxAttempts < 1) {
    throw new RangeError('at least one attempt is made');
  }
  let history = [];
  let refused = 0;
  let tokens = cap;
  for (const call of calls) {
    tokens = Math.min(cap, tokens + earn);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (attempt > 0) {
        if (tokens < RETRY_COST) {
          refused += 1;
          break;
        }
        tokens -= RETRY_COST;
      }
      history = [...history, call[attempt]];
      if (call[attempt] === 'S') {
        break;
      }
    }
  }
  return { sent: history.length, succeeded: history.filter((letter) => letter === 'S').length, refused };
}
