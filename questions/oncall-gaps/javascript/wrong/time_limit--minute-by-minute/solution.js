/** Looks at every minute. */
export function gaps(shifts, start, end, needed) {
  if (end < start || shifts.some(([, from, to]) => to < from)) {
    throw new RangeError('a time span that ends before it begins');
  }
  const found = [];
  for (let minute = start; minute < end; minute++) {
    const onShift = shifts.filter(([, from, to]) => from <= minute && minute < to);
    const missing = needed - new Set(onShift.map(([person]) => person)).size;
    const last = found.at(-1);
    if (last !== undefined && last[1] === minute && last[2] === missing) {
      last[1] += 1;
    } else if (missing > 0) {
      found.push([minute, minute + 1, missing]);
    }
  }
  return found;
}
