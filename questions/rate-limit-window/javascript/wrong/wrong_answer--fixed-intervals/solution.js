/** Counts in fixed intervals, so that two bursts meet at a border. */
export function decide(limit, windowMs, requests) {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const counts = new Map();
  return requests.map(([now, client]) => {
    const slot = `${Math.floor(now / windowMs)} ${client}`;
    const count = counts.get(slot) ?? 0;
    if (count < limit) {
      counts.set(slot, count + 1);
    }
    return count < limit;
  });
}
