/**
 * Sum up how much a counter grew in each stretch of time.
 *
 * @param samples list of [time, value] in the order of time
 * @param width how long a stretch is, in seconds
 * @returns [begin, growth] for each stretch that has growth, in order
 */
export function increase(samples, width) {
  throw new Error('not implemented');
}
