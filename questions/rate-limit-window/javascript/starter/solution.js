/**
 * Decide which requests may pass.
 *
 * @param {number} limit the most allowed requests of one client in any window
 * @param {number} windowMs length of the window in milliseconds
 * @param {[number, string][]} requests [millisecond, client], ordered by time
 * @returns {boolean[]} true or false for each request
 */
export function decide(limit, windowMs, requests) {
  throw new Error('not implemented');
}
