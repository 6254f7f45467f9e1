import type { Envelope } from '../protocol/frames'

/** Where in a log, or in its lines, the newest entry up to `seq` stands; -1 before the first. */
export function indexAt(log: ReadonlyArray<{ readonly seq: number }>, seq: number): number {
  let [low, high] = [0, log.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((log[middle]?.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The interview time of the newest event up to `seq`. */
export const elapsedAt = (log: readonly Envelope[], seq: number): number => log[indexAt(log, seq)]?.data.elapsed_ms ?? 0
