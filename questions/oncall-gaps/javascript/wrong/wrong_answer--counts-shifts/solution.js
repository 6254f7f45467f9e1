/** Counts shifts instead of people. */
export function gaps(shifts, start, end, needed) {
  if (end < start || shifts.some(([, from, to]) => to < from)) {
    throw new RangeError('a time span that ends before it begins');
  }
  const found = [];
  let onCall = 0;
  let since = start;
  for (const [time, step] of events(shifts, start, end)) {
    const missing = needed - onCall;
    if (since < time && missing > 0) {
      const last = found.at(-1);
      if (last !== undefined && last[1] === since && last[2] === missing) {
        last[1] = time;
      } else {
        found.push([since, time, missing]);
      }
    }
    onCall += step;
    since = time;
  }
  return found;
}

/** When somebody comes (+1) or goes (-1), by time, with the end of the span as the last event. */
function events(shifts, start, end) {
  const result = [[end, 0]];
  for (const [, from, to] of shifts) {
    const begin = Math.max(from, start);
    const finish = Math.min(to, end);
    if (begin < finish) {
      result.push([begin, 1], [finish, -1]);
    }
  }
  return result.sort((a, b) => a[0] - b[0]);
}
