import type { Envelope } from '../protocol/frames'
import type { Actor, SessionEvent } from '../protocol/generated'

/** What a line of a feed is about; people filter by it. */
export type Group = 'code' | 'tests' | 'talk' | 'assistant' | 'signals' | 'course'

/** One line of a feed: what happened, in words. */
export interface Line {
  readonly seq: number
  readonly elapsedMs: number
  readonly group: Group
  readonly actor: Actor
  readonly text: string
  readonly tone: 'plain' | 'pass' | 'fail' | 'warn'
  /** What lines of the same kind share that stand for one another: a burst of edits is one line. */
  readonly burst: string
  /** How many events it stands for. */
  readonly count: number
}

export const ACTORS: Record<Actor, string> = {
  candidate: 'The candidate',
  interviewer: 'The interviewer',
  agent: 'The agent',
  assistant: 'The assistant',
  program: 'A program',
  system: 'The back office',
}

const STRUGGLES = {
  repeated_failure: 'The same case fails again and again',
  broken_tests: 'An edit broke cases that passed',
  inefficient: 'Right, and too slow',
  slower_run: 'A run became slower',
}

type Told = Pick<Line, 'group' | 'text'> & Partial<Pick<Line, 'tone' | 'burst'>>

/** The lines of a log as it grows: a burst of edits or of output is one line. */
export class Feed {
  readonly #log: readonly Envelope[]
  #taken = 0
  #lines: Line[] = []

  constructor(log: readonly Envelope[]) {
    this.#log = log
  }

  /** All lines, oldest first; another array whenever there is something new. */
  lines(): readonly Line[] {
    if (this.#log.length === this.#taken) return this.#lines
    // A log that became shorter is another log.
    const again = this.#log.length < this.#taken
    this.#lines = again ? [] : [...this.#lines]
    for (let at = again ? 0 : this.#taken; at < this.#log.length; at += 1) this.#take(this.#log[at])
    this.#taken = this.#log.length
    return this.#lines
  }

  #take(envelope: Envelope | undefined): void {
    const told = envelope === undefined ? null : toldOf(envelope.data)
    if (envelope === undefined || told === null) return
    const { seq, data } = envelope
    const line: Line = { seq, elapsedMs: data.elapsed_ms, actor: data.actor, tone: 'plain', burst: '', count: 1, ...told }
    const last = this.#lines.at(-1)
    if (last !== undefined && line.burst !== '' && last.burst === line.burst && last.actor === line.actor) {
      this.#lines[this.#lines.length - 1] = { ...last, count: last.count + 1 }
    } else this.#lines.push(line)
  }
}

/** What an interviewer should hear of at once: a signal that warns; null for everything else. */
export function warningOf(event: SessionEvent): string | null {
  const told = toldOf(event)
  return told?.group === 'signals' && told.tone === 'warn' ? told.text : null
}

function toldOf(event: SessionEvent): Told | null {
  const who = ACTORS[event.actor]
  switch (event.event_type) {
    case 'code_changed':
      return { group: 'code', text: `${who} edits ${event.path}`, burst: `edit:${event.path}` }
    case 'file_opened':
      return { group: 'code', text: `${who} opens ${event.path}` }
    case 'file_changed':
      return { group: 'code', text: `${who}: ${event.kind} ${event.path}`, burst: `${event.kind}:${event.path}` }
    case 'files_changed':
      return { group: 'code', text: `${who} changes ${event.count} files` }
    case 'terminal_input':
      return { group: 'code', text: `${who} types in the terminal`, burst: 'terminal' }
    case 'run_cancelled':
      return { group: 'tests', text: `${who} stops the run` }
    case 'tests_finished': {
      const what = event.kind === 'run' ? 'Run' : 'Submission'
      if (event.error !== null) return { group: 'tests', tone: 'fail', text: `${what}: ${event.error}` }
      return { group: 'tests', tone: event.failed === 0 ? 'pass' : 'fail', text: `${what}: ${event.passed} of ${event.total} cases pass` }
    }
    case 'submission_judged':
      return {
        group: 'tests',
        tone: event.accepted ? 'pass' : 'fail',
        text: `${event.accepted ? 'Accepted' : 'Not accepted'}; hidden cases: ${event.hidden_passed} of ${event.hidden_total} pass`,
      }
    case 'chat_message':
      return { group: event.to === 'assistant' ? 'assistant' : 'talk', text: `${who}: ${event.text}` }
    case 'feedback_given':
      return { group: 'talk', text: `${who} on the submission: ${event.text}` }
    case 'whispered':
      return { group: 'talk', text: `Whispered to the agent: ${event.text}` }
    case 'whisper_heard':
      return event.followed
        ? { group: 'talk', tone: 'pass', text: 'The agent followed the whisper' }
        : { group: 'talk', tone: 'warn', text: `The agent did not follow the whisper: ${event.reason}` }
    case 'takeover_begun':
      return { group: 'talk', text: `${who} leads the talk` }
    case 'takeover_ended':
      return { group: 'talk', text: 'The agent leads the talk again' }
    case 'tool_use_start':
      return { group: 'assistant', text: `The assistant calls ${event.tool_name}` }
    case 'tool_use_error':
      return { group: 'assistant', tone: 'warn', text: `${event.tool_name} failed: ${event.message}` }
    case 'assistant_change_proposed':
      return { group: 'assistant', text: `The assistant proposes a change of ${event.files.map((file) => file.path).join(', ')}` }
    case 'assistant_change_accepted':
      return { group: 'assistant', text: `${who} accepts the change` }
    case 'assistant_change_rejected':
      return { group: 'assistant', text: `${who} takes the change back` }
    case 'helpfulness_changed':
      return { group: 'assistant', text: `Helpfulness: ${event.level}${event.locked ? ', locked' : ''}. ${event.reason}` }
    case 'assistance_paused':
      return { group: 'assistant', text: 'The assistant is paused' }
    case 'assistance_resumed':
      return { group: 'assistant', text: 'The assistant goes on' }
    case 'leak_stopped':
      return { group: 'assistant', tone: 'warn', text: `A request of the ${event.voice} to the model was not sent: it held ${event.what}` }
    case 'struggle_detected':
      return { group: 'signals', tone: 'warn', text: `${STRUGGLES[event.kind]}${event.case === '' ? '' : ` (${event.case})`}, ${event.count}×` }
    case 'inactivity_nudge':
      return { group: 'signals', text: `Nudge after ${Math.round(event.idle_ms / 1000)} s: ${event.text}` }
    case 'pasted':
      return { group: 'signals', tone: event.length > 200 ? 'warn' : 'plain', text: `${who} pastes ${event.length} characters into ${event.path}` }
    case 'focus_changed':
      return event.focused
        ? { group: 'signals', text: 'The page is in front again' }
        : { group: 'signals', tone: 'warn', text: 'Another window is in front of the page' }
    case 'ability_estimated':
      return { group: 'signals', text: `Ability: ${(event.ability_milli / 1000).toFixed(2)} ± ${(event.error_milli / 1000).toFixed(2)}` }
    case 'budget_warned':
      return { group: 'signals', tone: 'warn', text: `${event.used_per_cent} % of the models' budget is used` }
    case 'cache_unread':
      return { group: 'signals', tone: 'warn', text: `${event.requests} requests to the model found nothing in its cache` }
    case 'brain_failed':
    case 'agent_restarted':
      return { group: 'signals', tone: 'warn', text: event.event_type === 'brain_failed' ? 'A model failed' : 'The agent was restarted' }
    default:
      return courseOf(event, who)
  }
}

const course = (text: string, tone: Line['tone'] = 'plain'): Told => ({ group: 'course', text, tone })

function courseOf(event: SessionEvent, who: string): Told | null {
  switch (event.event_type) {
    case 'start_requested':
      return course(`${event.candidate_name || 'The candidate'} begins`)
    case 'question_selected':
      return course(`Question ${event.index + 1}: ${event.question_title}`)
    case 'language_changed':
      return course(`${who} goes on in ${event.language}`)
    case 'next_requested':
      return course(`${who} asks for the next question`)
    case 'interview_paused':
      return course(`${who} pauses the interview${event.reason === '' ? '' : `: ${event.reason}`}`)
    case 'interview_resumed':
      return course('The interview goes on')
    case 'time_extended':
      return course(`${Math.round(event.extra_ms / 60_000)} minutes more${event.reason === '' ? '' : `: ${event.reason}`}`)
    case 'time_warning':
      return course(`${event.minutes_left} minutes are left`, 'warn')
    case 'candidate_connected':
      return course('The candidate is here')
    case 'candidate_disconnected':
      return course('The candidate is away', 'warn')
    case 'end_requested':
      return course(`${who} ends the interview`)
    case 'interview_completed':
      return course('The interview is over')
    case 'report_written':
      return course('The report is written')
    case 'error_occurred':
      return course(event.message, 'fail')
    default:
      return null
  }
}
