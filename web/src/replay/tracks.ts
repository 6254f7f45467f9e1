import type { Envelope } from '../protocol/frames'
import type { Recording } from '../session/recording'

export const TRACKS = ['candidate', 'assistant', 'interviewer', 'tests'] as const
export type Track = (typeof TRACKS)[number]

/** `plain` is for what is no test. */
export const TONES = ['plain', 'pass', 'fail'] as const
type Tone = (typeof TONES)[number]

/** Something on a track, in thousandths of the whole time. */
export interface Mark {
  readonly at: number
  readonly tone: Tone
}

export const STEPS = 1_000

/** A time of a recording, in steps. */
export const stepsAt = (ms: number, durationMs: number): number => (ms / Math.max(1, durationMs)) * STEPS

/** What each track shows: at most one mark a step, so that a long log is drawn as fast as a short one. */
export function marksOf({ log, times, durationMs }: Recording): Record<Track, readonly Mark[]> {
  const marks: Record<Track, Map<number, Mark>> = { candidate: new Map(), assistant: new Map(), interviewer: new Map(), tests: new Map() }
  for (const [index, envelope] of log.entries()) {
    const on = trackOf(envelope)
    if (on === null) continue
    const at = Math.min(STEPS - 1, Math.floor(stepsAt(times[index] ?? 0, durationMs)))
    marks[on.track].set(at, { at, tone: on.tone })
  }
  return {
    candidate: [...marks.candidate.values()],
    assistant: [...marks.assistant.values()],
    interviewer: [...marks.interviewer.values()],
    tests: [...marks.tests.values()],
  }
}

/** All marks of a tone as one outline: a drawing of few parts is drawn soon, however many marks there are. */
export function outline(marks: readonly Mark[], tone: Tone, { top, width, height }: { top: number; width: number; height: number }): string {
  return marks.map((mark) => (mark.tone === tone ? `M${mark.at} ${top}h${width}v${height}h${-width}z` : '')).join('')
}

function trackOf({ data }: Envelope): { track: Track; tone: Tone } | null {
  if (data.event_type === 'tests_finished') return { track: 'tests', tone: data.failed === 0 && data.error === null ? 'pass' : 'fail' }
  if (data.event_type === 'submission_judged') return { track: 'tests', tone: data.accepted ? 'pass' : 'fail' }
  switch (data.actor) {
    case 'candidate':
    case 'assistant':
      return { track: data.actor, tone: 'plain' }
    case 'interviewer':
      return { track: 'interviewer', tone: 'plain' }
    case 'agent':
      return data.event_type === 'chat_message' || data.event_type === 'inactivity_nudge' ? { track: 'interviewer', tone: 'plain' } : null
    default:
      return null
  }
}
