type Line = [second: number, message: string];
type Group = [second: number, message: string, count: number];

/** Throws away all closed groups before each line. */
export function collapse(lines: Line[], windowS: number): Group[] {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  for (const [second, message] of lines) {
    for (const [other, group] of open) {
      if (second - group[0] > windowS) {
        open.delete(other);
      }
    }
    const group = open.get(message);
    if (group !== undefined) {
      group[2] += 1;
    } else {
      const opened: Group = [second, message, 1];
      open.set(message, opened);
      groups.push(opened);
    }
  }
  return groups;
}
