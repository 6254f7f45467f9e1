/**
 * Collapse repeated log lines.
 *
 * @param {[number, string][]} lines [second, message], ordered by time
 * @param {number} windowS a line joins a group at most this many seconds after the group's first line
 * @returns {[number, string, number][]} [second, message, count] in the order in which the groups were opened
 */
export function collapse(lines, windowS) {
  throw new Error('not implemented');
}
