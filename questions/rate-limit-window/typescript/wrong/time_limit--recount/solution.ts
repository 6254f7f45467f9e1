type Request = [millisecond: number, client: string];

/** Counts the window anew for each request. */
export function decide(limit: number, windowMs: number, requests: Request[]): boolean[] {
  if (limit < 0 || windowMs < 1) {
    throw new RangeError('limit or window out of range');
  }
  const passed: Request[] = [];
  return requests.map(([now, client]) => {
    const recent = passed.filter(([time, other]) => other === client && time > now - windowMs);
    const allowed = recent.length < limit;
    if (allowed) {
      passed.push([now, client]);
    }
    return allowed;
  });
}
