type Line = [second: number, message: string];
type Group = [second: number, message: string, count: number];

/** Only looks at the line before, so that another message breaks a group. */
export function collapse(lines: Line[], windowS: number): Group[] {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups: Group[] = [];
  for (const [second, message] of lines) {
    const group = groups.at(-1);
    if (group !== undefined && group[1] === message && second - group[0] <= windowS) {
      group[2] += 1;
    } else {
      groups.push([second, message, 1]);
    }
  }
  return groups;
}
