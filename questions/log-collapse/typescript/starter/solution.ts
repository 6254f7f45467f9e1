/** A line of the log. */
export type Line = [second: number, message: string];
/** The second of the first line, the message, and how many lines there are. */
export type Group = [second: number, message: string, count: number];

/**
 * Collapse repeated log lines.
 *
 * @param lines ordered by time
 * @param windowS a line joins a group at most this many seconds after the group's first line
 * @returns the groups in the order in which they were opened
 */
export function collapse(lines: Line[], windowS: number): Group[] {
  throw new Error('not implemented');
}
