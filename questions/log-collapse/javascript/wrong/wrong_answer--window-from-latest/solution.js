/** Measures the window from the latest line of the group. */
export function collapse(lines, windowS) {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups = [];
  const open = new Map();
  const latest = new Map();
  for (const [second, message] of lines) {
    const group = open.get(message);
    if (group !== undefined && second - latest.get(message) <= windowS) {
      group[2] += 1;
    } else {
      const opened = [second, message, 1];
      open.set(message, opened);
      groups.push(opened);
    }
    latest.set(message, second);
  }
  return groups;
}
