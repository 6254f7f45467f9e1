/**
 * Simulate a cache with a byte budget, expiry, and eviction of what was used longest ago.
 *
 * @param {number} capacity bytes that fit
 * @param {Array<Array>} operations ['put', t, key, size, ttl] and ['get', t, key], ordered by time
 * @returns {string[]} 'hit' or 'miss' for each get
 */
export function simulate(capacity, operations) {
  throw new Error('not implemented');
}
