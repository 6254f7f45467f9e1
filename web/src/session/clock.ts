/** Interview time as the server told it last; `at` is a time of `performance.now()`. */
export interface Clock {
  readonly remainingMs: number
  readonly running: boolean
  readonly at: number
}

/** Milliseconds left at `now`, by the server's clock and not by this machine's. */
export function remainingMs(clock: Clock, now: number): number {
  return Math.max(0, clock.remainingMs - (clock.running ? now - clock.at : 0))
}

/** `4:05`, or `1:04:05` from an hour on. */
export function asTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
