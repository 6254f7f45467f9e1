/** From this second on, this price for a full cycle. */
export type Change = [second: number, priceCents: number];

/**
 * Bill plan changes by the second.
 *
 * @param cycleS length of the billing cycle in seconds
 * @param changes ordered by second
 * @returns the cents of each line; they add up to the rounded total
 */
export function prorate(cycleS: number, changes: Change[]): number[] {
  throw new Error('not implemented');
}
