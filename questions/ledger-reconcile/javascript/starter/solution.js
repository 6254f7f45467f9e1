/**
 * Find what does not agree between two exports.
 *
 * @param {[string, string][]} ours [reference, amount]
 * @param {[string, string][]} theirs [reference, amount]
 * @returns {object} { only_ours: [[reference, cents]], only_theirs: [[reference, cents]],
 *   differs: [[reference, ourCents, theirCents]] }, each sorted
 */
export function reconcile(ours, theirs) {
  throw new Error('not implemented');
}
