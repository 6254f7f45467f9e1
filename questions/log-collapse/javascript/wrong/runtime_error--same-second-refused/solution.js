/** Takes two lines in the same second for a broken log. */
export function collapse(lines, windowS) {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups = [];
  const open = new Map();
  let previous = -1;
  for (const [second, message] of lines) {
    if (second <= previous) {
      throw new Error('the lines are not in order');
    }
    previous = second;
    const group = open.get(message);
    if (group !== undefined && second - group[0] <= windowS) {
      group[2] += 1;
    } else {
      const opened = [second, message, 1];
      open.set(message, opened);
      groups.push(opened);
    }
  }
  return groups;
}
