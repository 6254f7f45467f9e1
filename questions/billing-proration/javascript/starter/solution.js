/**
 * Bill plan changes by the second.
 *
 * @param {number} cycleS length of the billing cycle in seconds
 * @param {[number, number][]} changes [second, price in cents for a full cycle], ordered by second
 * @returns {number[]} the cents of each line; they add up to the rounded total
 */
export function prorate(cycleS, changes) {
  throw new Error('not implemented');
}
