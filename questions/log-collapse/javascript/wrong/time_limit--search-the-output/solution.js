/** Looks for the open group by walking back through the output. */
export function collapse(lines, windowS) {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups = [];
  for (const [second, message] of lines) {
    const group = groups.findLast((other) => other[1] === message);
    if (group !== undefined && second - group[0] <= windowS) {
      group[2] += 1;
    } else {
      groups.push([second, message, 1]);
    }
  }
  return groups;
}
