/**
 * Simulate a client with a retry budget.
 *
 * @param {string[]} calls strings of "S" and "F": what each attempt of a call would give
 * @param {number} maxAttempts attempts per call, the first included
 * @param {number} earn tokens that each call earns
 * @param {number} cap the most tokens there can be, and the tokens at the start
 * @returns {{sent: number, succeeded: number, refused: number}}
 */
export function deliver(calls, maxAttempts, earn, cap) {
  throw new Error('not implemented');
}
