import type { Envelope } from '../protocol/frames'
import { indexAt } from './moments'
import { reduce } from './reduce'
import { EMPTY, type View } from './view'

/** How many events a seek folds at most. */
export const CHECKPOINT_EVENTS = 250

/** A file that is looked at from an event on. */
interface Looked {
  readonly index: number
  readonly path: string
}

/**
 * A log that can be looked at as it was at any moment.
 *
 * It is folded once, as it is read; every so many views one is kept, and any moment is folded from the one before it.
 */
export class Recording {
  readonly log: Envelope[] = []
  /** Milliseconds from the start of the interview, for each event; they never go back. */
  readonly times: number[] = []
  /** The tests, questions, submissions and messages: where people jump to. */
  readonly landmarks: number[] = []
  /** Where each terminal showed something or took a size, by its name, in the order in which they were opened. */
  readonly terminals = new Map<string, number[]>()
  readonly #checkpoints: View[] = []
  readonly #looked: Looked[] = []
  #wholeMs = 0
  #newest: View = EMPTY
  #last: { index: number; view: View } = { index: -1, view: EMPTY }

  /** Adds what follows in the log; `wholeMs` is the time of all of it, where more is to come. */
  append(envelopes: readonly Envelope[], wholeMs = 0): void {
    this.#wholeMs = wholeMs
    for (const envelope of envelopes) {
      const index = this.log.length
      this.#newest = reduce(this.#newest, envelope)
      this.log.push(envelope)
      this.times.push(Math.max(this.times.at(-1) ?? 0, envelope.data.elapsed_ms))
      if (index % CHECKPOINT_EVENTS === 0) this.#checkpoints.push(this.#newest)
      if (LANDMARKS.has(envelope.data.event_type)) this.landmarks.push(index)
      this.#look(index, envelope)
      this.#show(index, envelope)
    }
  }

  /** How long the recording is, with what is not read yet. */
  get durationMs(): number {
    return Math.max(this.readMs, this.#wholeMs)
  }

  /** Up to where it is read. */
  get readMs(): number {
    return this.times.at(-1) ?? 0
  }

  /** The view after the event at `index`. */
  viewAt(index: number): View {
    if (index < 0 || this.log.length === 0) return EMPTY
    const goal = Math.min(index, this.log.length - 1)
    const kept = Math.floor(goal / CHECKPOINT_EVENTS)
    const near = this.#last.index <= goal && this.#last.index >= kept * CHECKPOINT_EVENTS
    let at = near ? this.#last.index : kept * CHECKPOINT_EVENTS
    let view = near ? this.#last.view : (this.#checkpoints[kept] ?? EMPTY)
    for (const envelope of this.log.slice(at + 1, goal + 1)) {
      view = reduce(view, envelope)
      at += 1
    }
    this.#last = { index: at, view }
    return view
  }

  /** Where the event of a `seq` stands, or the newest one before it. */
  indexOf(seq: number): number {
    return Math.max(0, indexAt(this.log, seq))
  }

  /** The newest event at a time. */
  indexAtTime(ms: number): number {
    let [low, high] = [0, this.times.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.times[middle] ?? 0) <= ms) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  /** The file that was worked on last. */
  pathAt(index: number): string {
    return this.#looked.findLast((one) => one.index <= index)?.path ?? ''
  }

  /** The terminals that had been opened, and the one that showed something last; '' for none. */
  terminalsAt(index: number): { opened: readonly string[]; newest: string } {
    const last = [...this.terminals].map(([name, at]) => [name, at.findLast((one) => one <= index) ?? -1] as const).filter(([, at]) => at >= 0)
    const newest = last.reduce((best, one) => (one[1] > best[1] ? one : best), ['', -1] as const)
    return { opened: last.map(([name]) => name), newest: newest[0] }
  }

  #show(index: number, { data }: Envelope): void {
    if (data.event_type !== 'terminal_output' && data.event_type !== 'terminal_resized') return
    const shown = this.terminals.get(data.terminal)
    if (shown === undefined) this.terminals.set(data.terminal, [index])
    else shown.push(index)
  }

  #look(index: number, { data }: Envelope): void {
    const path =
      data.event_type === 'code_changed' || data.event_type === 'file_opened'
        ? data.path
        : data.event_type === 'question_selected'
          ? (data.files.find((file) => file.role === 'main')?.path ?? '')
          : null
    if (path !== null && path !== this.#looked.at(-1)?.path) this.#looked.push({ index, path })
  }
}

const LANDMARKS = new Set([
  'question_selected',
  'tests_finished',
  'submission_judged',
  'chat_message',
  'struggle_detected',
  'inactivity_nudge',
  'note_written',
  'interview_completed',
])
