import type { Envelope, Partner } from '../protocol/frames'
import type { SessionEvent } from '../protocol/generated'
import type { Entry } from './view'

type TalkEvent = Extract<
  SessionEvent,
  {
    event_type:
      | 'agent_restarted'
      | 'assistant_change_accepted'
      | 'assistant_change_proposed'
      | 'assistant_change_rejected'
      | 'assistant_turn_ended'
      | 'assistant_turn_started'
      | 'chat_message'
      | 'feedback_given'
      | 'helpfulness_changed'
      | 'inactivity_nudge'
      | 'tool_use_complete'
      | 'tool_use_decided'
      | 'tool_use_error'
      | 'tool_use_start'
  }
>

/** The two conversations of a session after one more event; pure. */
export function talkAfter(talk: readonly Entry[], { seq, timestamp, data }: Envelope, event: TalkEvent): readonly Entry[] {
  const entry = (id: string, to: Partner) => ({ id, to, seq, timestamp, elapsedMs: data.elapsed_ms, actor: event.actor })
  switch (event.event_type) {
    case 'chat_message':
      return [
        ...talk,
        {
          ...entry(event.message_id, event.to),
          kind: 'message',
          text: event.text,
          waits: event.to === 'assistant' && event.actor !== 'assistant',
        },
      ]
    case 'assistant_turn_started':
      return replaced(talk, 'message', event.message_id, { waits: false })
    case 'helpfulness_changed': {
      const level = event.level === event.before ? `The level of help stays ${event.level}` : `The level of help is ${event.level} now`
      const text = `${level}${event.locked ? ', locked' : ''}: ${event.reason}.`
      return [...talk, { ...entry(`level:${seq}`, 'assistant'), kind: 'note', text }]
    }
    case 'inactivity_nudge':
      return [...talk, { ...entry(`nudge:${seq}`, 'interviewer'), kind: 'nudge', text: event.text }]
    case 'feedback_given':
      return [...talk, { ...entry(`feedback:${event.submission_id}`, 'interviewer'), kind: 'feedback', text: event.text }]
    case 'agent_restarted': {
      const text = 'The interviewer program was restarted. Nothing was lost.'
      return [...talk, { ...entry(`restart:${seq}`, 'interviewer'), kind: 'note', text }]
    }
    case 'tool_use_start':
      return [
        ...talk,
        {
          ...entry(event.tool_use_id, 'assistant'),
          kind: 'tool',
          name: event.tool_name,
          input: event.input,
          state: event.waiting ? 'waiting' : 'running',
          output: '',
          durationMs: 0,
        },
      ]
    case 'tool_use_decided':
      return replaced(talk, 'tool', event.tool_use_id, { state: 'running' })
    case 'tool_use_complete':
      return replaced(talk, 'tool', event.tool_use_id, {
        state: 'done',
        output: event.output,
        durationMs: event.duration_ms,
      })
    case 'tool_use_error':
      return replaced(talk, 'tool', event.tool_use_id, {
        state: 'failed',
        output: event.message,
        durationMs: event.duration_ms,
      })
    case 'assistant_change_proposed':
      return [
        ...talk,
        {
          ...entry(event.change_id, 'assistant'),
          kind: 'proposal',
          files: event.files,
          complete: event.complete,
          state: 'proposed',
          kept: [],
        },
      ]
    case 'assistant_change_accepted':
      return replaced(talk, 'proposal', event.change_id, { state: 'accepted' })
    case 'assistant_change_rejected':
      return replaced(talk, 'proposal', event.change_id, { state: 'rejected', kept: event.kept })
    case 'assistant_turn_ended':
      return [
        ...replaced(talk, 'message', event.message_id, { waits: false }),
        {
          ...entry(`end:${event.turn_id}`, 'assistant'),
          kind: 'turn',
          outcome: event.outcome,
          reason: event.reason,
          tokens: event.input_tokens + event.output_tokens,
          durationMs: event.duration_ms,
        },
      ]
    default:
      event satisfies never
      return talk
  }
}

type OfKind<K extends Entry['kind'], E = Entry> = E extends Entry ? (K extends E['kind'] ? E : never) : never

function replaced<K extends Entry['kind']>(
  talk: readonly Entry[],
  kind: K,
  id: string,
  change: Partial<OfKind<K>>,
): readonly Entry[] {
  const at = talk.findLastIndex((entry) => entry.kind === kind && entry.id === id)
  const entry = talk[at]
  return entry === undefined ? talk : talk.with(at, { ...entry, ...change } as Entry)
}
