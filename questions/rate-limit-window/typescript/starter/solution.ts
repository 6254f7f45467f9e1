/** When a client asked. */
export type Request = [millisecond: number, client: string];

/**
 * Decide which requests may pass.
 *
 * @param limit the most allowed requests of one client in any window
 * @param windowMs length of the window in milliseconds
 * @param requests ordered by time
 * @returns true or false for each request
 */
export function decide(limit: number, windowMs: number, requests: Request[]): boolean[] {
  throw new Error('not implemented');
}
