type Line = [second: number, message: string];
type Group = [second: number, message: string, count: number];

/** Collapse repeated log lines into groups. */
export function collapse(lines: Line[], windowS: number): Group[] {
  if (windowS < 0) {
    throw new RangeError('the window is negative');
  }
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  for (const [second, message] of lines) {
    const group = open.get(message);
    if (group !== undefined && second - group[0] <= windowS) {
      group[2] += 1;
    } else {
      const opened: Group = [second, message, 1];
      open.set(message, opened);
      groups.push(opened);
    }
  }
  return groups;
}

// interviewlm-canary-6ef9a5d6db
