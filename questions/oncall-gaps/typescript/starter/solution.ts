/** A person is on call in the minutes from `from` up to, not including, `to`. */
export type Shift = [person: string, from: number, to: number];
/** In these minutes so many people are missing. */
export type Gap = [from: number, to: number, missing: number];

/**
 * Find where too few people are on call.
 *
 * @param shifts in any order
 * @param start the first minute to look at
 * @param end the minute after the last one to look at
 * @param needed how many different people must be on call at any minute
 * @returns the stretches in order, each as long as possible
 */
export function gaps(shifts: Shift[], start: number, end: number, needed: number): Gap[] {
  throw new Error('not implemented');
}
