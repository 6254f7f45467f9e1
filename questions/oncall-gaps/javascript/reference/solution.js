/** Find where too few people are on call, by sweeping over begins and ends. */
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
  const until = new Map();
  for (const [person, from, to] of [...shifts].sort((a, b) => a[1] - b[1])) {
    // What the person's earlier shifts cover already does not count again.
    const begin = Math.max(from, start, until.get(person) ?? start);
    const finish = Math.min(to, end);
    if (begin < finish) {
      result.push([begin, 1], [finish, -1]);
      until.set(person, finish);
    }
  }
  return result.sort((a, b) => a[0] - b[0]);
}

// interviewlm-canary-d239f03f91
