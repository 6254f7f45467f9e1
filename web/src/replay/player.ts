import type { Recording } from '../session/recording'

export const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32] as const
/** A pause of everybody that is longer than this is idle time. */
const IDLE_MS = 3_000
/** What is left of idle time that is skipped. */
const LEAD_MS = 600
const SOONEST_MS = 30

/** Where a replay stands; another object whenever anything in it changed. */
export interface Place {
  readonly index: number
  readonly ms: number
  readonly playing: boolean
  readonly speed: number
  readonly skipIdle: boolean
}

/** Plays a recording: keeps the place, and moves it with the clock of the machine. */
export class Player {
  readonly #recording: Recording
  readonly #listeners = new Set<() => void>()
  #place: Place = { index: 0, ms: 0, playing: false, speed: 1, skipIdle: true }
  #timer = 0
  #tickedAt = 0

  constructor(recording: Recording) {
    this.#recording = recording
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getPlace = (): Place => this.#place

  readonly toggle = (): void => {
    if (this.#place.playing) this.stop()
    else this.#play()
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer)
    if (this.#place.playing) this.#change({ playing: false })
  }

  readonly setSpeed = (speed: number): void => this.#change({ speed })
  readonly setSkipIdle = (skipIdle: boolean): void => this.#change({ skipIdle })

  /** Goes to the event at `index`. */
  toIndex(index: number): void {
    const goal = Math.max(0, Math.min(index, this.#recording.log.length - 1))
    this.#change({ index: goal, ms: this.#recording.times[goal] ?? 0 })
  }

  /** Goes to a time; to one that is not read yet, when it is. */
  toTime(ms: number): void {
    const goal = Math.max(0, Math.min(ms, this.#recording.durationMs))
    this.#change({ index: this.#recording.indexAtTime(goal), ms: goal })
  }

  /** More was read: a time that was sought before may be among it. */
  catchUp(): void {
    const { index, ms } = this.#place
    const found = this.#recording.indexAtTime(ms)
    if (ms > (this.#recording.times[index] ?? 0) && found > index) this.#change({ index: found })
  }

  /** Goes to the landmark before or after this moment. */
  toLandmark(step: -1 | 1): void {
    const { landmarks } = this.#recording
    const { index } = this.#place
    const next = step < 0 ? landmarks.findLast((at) => at < index) : landmarks.find((at) => at > index)
    this.toIndex(next ?? (step < 0 ? 0 : this.#recording.log.length - 1))
  }

  /** Moves on by what the clock says went by. */
  advance(passedMs: number): void {
    const { index, ms, speed, skipIdle } = this.#place
    const { times, readMs } = this.#recording
    const next = times[index + 1]
    if (next === undefined) {
      this.#change({ ms: readMs })
      this.stop()
      return
    }
    // What follows may stand at a time that is past already: events of one moment are seen one after another.
    const idle = skipIdle && next - ms > IDLE_MS
    const goal = idle ? next - LEAD_MS * Math.min(speed, 4) : ms + passedMs * speed
    this.#change({ ms: goal, index: Math.max(index, this.#recording.indexAtTime(goal)) })
  }

  #play(): void {
    if (this.#place.index >= this.#recording.log.length - 1) this.toIndex(0)
    this.#change({ playing: true })
    this.#tickedAt = performance.now()
    this.#tick()
  }

  #tick(): void {
    this.#timer = window.setTimeout(() => {
      const now = performance.now()
      this.advance(now - this.#tickedAt)
      this.#tickedAt = now
      if (this.#place.playing) this.#tick()
    }, SOONEST_MS)
  }

  #change(part: Partial<Place>): void {
    this.#place = { ...this.#place, ...part }
    for (const listener of this.#listeners) listener()
  }
}
