/**
 * Find where too few people are on call.
 *
 * @param {[string, number, number][]} shifts [person, from, to] in minutes, `to` not included, in any order
 * @param {number} start the first minute to look at
 * @param {number} end the minute after the last one to look at
 * @param {number} needed how many different people must be on call at any minute
 * @returns {[number, number, number][]} [from, to, missing] in order, each as long as possible
 */
export function gaps(shifts, start, end, needed) {
  throw new Error('not implemented');
}
