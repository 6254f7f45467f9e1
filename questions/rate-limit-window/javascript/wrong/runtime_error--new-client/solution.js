/** Believes that every client has asked before. */
export function decide(limit, windowMs, requests) {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const queues = new Map();
  return requests.map(([now, client]) => {
    const queue = queues.get(client);
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
