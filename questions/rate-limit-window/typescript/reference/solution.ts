type Request = [millisecond: number, client: string];

/** Times of one client; those before `first` have left the window. */
interface Queue {
  times: number[];
  first: number;
}

/** Decide which requests may pass, by a sliding window per client. */
export function decide(limit: number, windowMs: number, requests: Request[]): boolean[] {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const queues = new Map<string, Queue>();
  return requests.map(([now, client]) => {
    let queue = queues.get(client);
    if (queue === undefined) {
      queue = { times: [], first: 0 };
      queues.set(client, queue);
    }
    while (queue.first < queue.times.length && queue.times[queue.first] <= now - windowMs) {
      queue.first += 1;
    }
    const allowed = queue.times.length - queue.first < limit;
    if (allowed) {
      queue.times.push(now);
    }
    return allowed;
  });
}

// interviewlm-canary-455e6468ca
