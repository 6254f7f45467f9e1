/** What happens to the cache, in order of time. */
export type Operation =
  | [kind: 'put', t: number, key: string, size: number, ttl: number]
  | [kind: 'get', t: number, key: string];

/**
 * Simulate a cache with a byte budget, expiry, and eviction of what was used longest ago.
 *
 * @param capacity bytes that fit
 * @returns "hit" or "miss" for each get
 */
export function simulate(capacity: number, operations: Operation[]): string[] {
  throw new Error('not implemented');
}
