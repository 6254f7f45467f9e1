type Line = [second: number, message: string];
type Group = [second: number, message: string, count: number];

/** Measures the window from the latest line of the group. */
export function collapse(lines: Line[], windowS: number): Group[] {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  const latest = new Map<string, number>();
  for (const [second, message] of lines) {
    const group = open.get(message);
    if (group !== undefined && second - latest.get(message)! <= windowS) {
      group[2] += 1;
    } else {
      const opened: Group = [second, message, 1];
      open.set(message, opened);
      groups.push(opened);
    }
    latest.set(message, second);
  }
  return groups;
}
