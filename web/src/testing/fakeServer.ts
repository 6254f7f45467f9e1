import { rebaseUpdates, type Update } from '@codemirror/collab'
import { ChangeSet, Text } from '@codemirror/state'
import type { Envelope } from '../protocol/frames'
import type { CodeData, SessionEvent } from '../protocol/generated'

type Plain = Omit<SessionEvent, 'v' | 'audience'>

/** An event as the server sends it. */
export function envelope(seq: number, data: Plain & { event_type: string }, elapsedMs = seq): Envelope {
  const whole = { v: 1, audience: 'all', elapsed_ms: elapsedMs, ...data }
  return { type: 'message', session_id: 's', seq, timestamp: '2026-01-01T00:00:00.000Z', data: whole as Envelope['data'] }
}

/** A question with one file. */
export function questionSelected(content: string, id = 'q', index = 0): Plain & { event_type: 'question_selected' } {
  return {
    event_type: 'question_selected',
    actor: 'agent',
    index,
    question_id: id,
    question_title: `The question ${id}`,
    difficulty: 'easy',
    description: '',
    languages: ['python'],
    language: 'python',
    files: [{ path: 'solution.py', content, role: 'main', readonly: false }],
    cases: [],
    hidden_cases: 0,
    estimated_minutes: 5,
    topics: [],
  } as Plain & { event_type: 'question_selected' }
}

/** A server that is one log, one document and an authority over it; its sockets live in this program. */
export class FakeServer {
  readonly log: Envelope[] = []
  readonly sockets = new Set<FakeSocket>()
  epoch = 'one'
  up = true
  /** So many answers are lost with their connection, after what they answer was done. */
  loseAnswers = 0
  doc: Text
  readonly updates: Update[] = []

  constructor(content: string) {
    this.doc = Text.of(content.split('\n'))
    this.append(questionSelected(content))
    this.append({ event_type: 'interview_started', actor: 'agent' } as Plain & { event_type: string })
  }

  append(data: Plain & { event_type: string }): void {
    const event = envelope(this.log.length + 1, data)
    this.log.push(event)
    for (const socket of this.sockets) socket.deliver(event)
  }

  signal(data: Record<string, unknown>): void {
    for (const socket of this.sockets) socket.say({ type: 'signal', data })
  }

  connect(address: string): WebSocket {
    return new FakeSocket(this, new URL(address)) as unknown as WebSocket
  }

  cut(): void {
    for (const socket of this.sockets) socket.end(1006)
  }

  /** Takes a push as the real authority does: moved over what came between one by one, and each change once. */
  push({ version, updates, client_id }: CodeData): number {
    let wanted: readonly Update[] = (updates ?? []).map(({ changes }) => ({
      changes: ChangeSet.fromJSON(changes),
      clientID: client_id ?? '',
    }))
    for (const other of this.updates.slice(version ?? 0)) wanted = rebaseUpdates(wanted, [other])
    for (const update of wanted) {
      this.updates.push(update)
      this.doc = update.changes.apply(this.doc)
      this.append({
        event_type: 'code_changed',
        actor: 'candidate',
        question_id: 'q',
        path: 'solution.py',
        version: this.updates.length,
        changes: update.changes.toJSON(),
        author: 'candidate',
        client_id: update.clientID,
        change_id: null,
      } as Plain & { event_type: string })
    }
    return this.updates.length
  }
}

class FakeSocket extends EventTarget {
  readyState = 0
  readonly #server: FakeServer
  readonly #after: number

  constructor(server: FakeServer, address: URL) {
    super()
    this.#server = server
    this.#after = Number(address.searchParams.get('after'))
    queueMicrotask(() => this.#open(address.searchParams.get('epoch')))
  }

  #open(epoch: string | null): void {
    if (!this.#server.up) return this.end(1006)
    this.readyState = 1
    this.#server.sockets.add(this)
    this.dispatchEvent(new Event('open'))
    const { log, epoch: now } = this.#server
    const reset = epoch !== null && epoch !== now
    const after = reset ? 0 : this.#after
    this.say({
      type: 'connect',
      data: {
        role: 'candidate',
        session: { remaining_ms: 60_000, status: 'active' },
        last_seq: log.length,
        through: after,
        log_epoch: now,
        ...(reset ? { reset: true } : {}),
      },
    })
    for (const event of log.slice(after)) this.deliver(event)
  }

  deliver(event: Envelope): void {
    this.say(event)
  }

  say(frame: object): void {
    if (this.readyState === 1) this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; id?: string; data: CodeData }
    queueMicrotask(() => {
      if (this.readyState !== 1) return
      const answer: { kind: string; version?: number } = { kind: 'accepted' }
      if (frame.type === 'code_update') answer.version = this.#server.push(frame.data)
      if (frame.id === undefined) return
      if (this.#server.loseAnswers > 0) {
        this.#server.loseAnswers -= 1
        this.end(1006)
      } else this.say({ type: 'signal', id: frame.id, data: answer })
    })
  }

  close(): void {
    this.end(1000)
  }

  end(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#server.sockets.delete(this)
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' }))
  }
}
