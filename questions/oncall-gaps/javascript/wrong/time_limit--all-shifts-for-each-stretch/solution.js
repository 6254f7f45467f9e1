/** Goes through all shifts for each stretch between two times. */
export function gaps(shifts, start, end, needed) {
  if (end < start || shifts.some(([, from, to]) => to < from)) {
    throw new RangeError('a time span that ends before it begins');
  }
  const found = [];
  const times = [start, end, ...shifts.flatMap(([, from, to]) => [from, to])]
    .filter((time) => start <= time && time <= end)
    .sort((a, b) => a - b);
  for (let i = 1; i < times.length; i++) {
    const [since, time] = [times[i - 1], times[i]];
    const onShift = shifts.filter(([, from, to]) => from <= since && time <= to);
    const missing = needed - new Set(onShift.map(([person]) => person)).size;
    const last = found.at(-1);
    if (last !== undefined && last[1] === since && last[2] === missing) {
      last[1] = time;
    } else if (since < time && missing > 0) {
      found.push([since, time, missing]);
    }
  }
  return found;
}
