type Request = [millisecond: number, client: string];

/** Makes a new list of the recent times for each request. */
export function decide(limit: number, windowMs: number, requests: Request[]): boolean[] {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const allowedAt = new Map<string, number[]>();
  return requests.map(([now, client]) => {
    const times = (allowedAt.get(client) ?? []).filter((time) => time > now - windowMs);
    const allowed = times.length < limit;
    allowedAt.set(client, allowed ? [...times, now] : times);
    return allowed;
  });
}
