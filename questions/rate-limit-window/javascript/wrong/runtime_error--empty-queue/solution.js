/** Drops old times until a recent one comes, which there may not be. */
export function decide(limit, windowMs, requests) {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const passed = new Map();
  return requests.map(([now, client]) => {
    const queue = passed.get(client) ?? [];
    passed.set(client, queue);
    if (queue.length > 0) {
      while (queue[0].at <= now - windowMs) {
        queue.shift();
      }
    }
    const allowed = queue.length < limit;
    if (allowed) {
      queue.push({ at: now });
    }
    return allowed;
  });
}
