/** Opens the first group before the loop, which needs a first line. */
export function collapse(lines, windowS) {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const first = [lines[0][0], lines[0][1], 1];
  const groups = [first];
  const open = new Map([[first[1], first]]);
  for (const [second, message] of lines.slice(1)) {
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
