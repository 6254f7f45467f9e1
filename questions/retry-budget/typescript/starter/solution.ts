/** What became of all calls. */
export interface Outcome {
  sent: number;
  succeeded: number;
  refused: number;
}

/**
 * Simulate a client with a retry budget.
 *
 * @param calls strings of "S" and "F": what each attempt of a call would give
 * @param maxAttempts attempts per call, the first included
 * @param earn tokens that each call earns
 * @param cap the most tokens there can be, and the tokens at the start
 */
export function deliver(calls: string[], maxAttempts: number, earn: number, cap: number): Outcome {
  throw new Error('not implemented');
}
