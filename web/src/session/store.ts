import { tokenOf } from '../api/credentials'
import { Problem } from '../api/problem'
import type { Accepted, Connected, Downward, Envelope, Partner, Pulse, SignalFrame } from '../protocol/frames'
import type { ClientFrame, Cursor, Person, Role } from '../protocol/generated'
import type { Clock } from './clock'
import { reduce } from './reduce'
import { type Link, LiveSocket } from './socket'
import { EMPTY, type View } from './view'

const FRAME_MS = 16
/** Speech is drawn less often: each time a block of Markdown is parsed anew. */
const SPEECH_MS = 60
const CATCH_UP_MS = 60

/** A reply that is still being spoken. */
export interface Stream {
  readonly voice: Partner
  readonly text: string
}

/** What components read; a new object whenever anything in it changed. */
export interface Snapshot {
  readonly view: View
  readonly link: Link
  readonly role: Role | null
  /** Whether everything that the log held when we connected has been seen. */
  readonly caughtUp: boolean
  readonly clock: Clock | null
  /** Replies that are still being spoken, by message id. */
  readonly streams: ReadonlyMap<string, Stream>
  /** What the agent is busy with. */
  readonly busy: string
  /** What the assistant says that it is about to do. */
  readonly doing: string
  /** Who is connected now. */
  readonly people: readonly Person[]
  /** Where others are in the documents, by connection. */
  readonly cursors: ReadonlyMap<string, Cursor>
  /** Why the log cannot be written now; empty when it can. */
  readonly storage: string
}

interface Waiting {
  readonly frame: object
  readonly again: boolean
  readonly resolve: (accepted: Accepted) => void
  readonly reject: (problem: Problem) => void
}

type FrameBody<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }> extends { data?: infer D } ? D : never

/**
 * One session as this page sees it: follows the log from its cursor, folds it, and sends what people do.
 *
 * What is asked for is answered once, however often the connection is lost in between.
 */
export class SessionStore {
  readonly sessionId: string
  /** Every event seen, in order. */
  readonly log: Envelope[] = []
  readonly #socket: LiveSocket
  readonly #listeners = new Set<() => void>()
  readonly #eventListeners = new Set<(envelope: Envelope) => void>()
  readonly #resetListeners = new Set<() => void>()
  readonly #waiting = new Map<string, Waiting>()
  #now: Snapshot = {
    view: EMPTY,
    link: { state: 'connecting' },
    role: null,
    caughtUp: false,
    clock: null,
    streams: new Map(),
    busy: '',
    doing: '',
    people: [],
    cursors: new Map(),
    storage: '',
  }
  #shown = this.#now
  #cursor = 0
  #epoch: string | null = null
  #goal = Number.POSITIVE_INFINITY
  #notify = 0
  #name = ''

  constructor(sessionId: string, { make }: { make?: (address: string) => WebSocket } = {}) {
    this.sessionId = sessionId
    this.#socket = new LiveSocket({
      address: () => this.#address(),
      onFrame: (frame) => this.take(frame),
      onLink: (link) => this.#linked(link),
      beat: () => this.#socket.send(this.#frame('heartbeat')),
      ...(make ? { make } : {}),
    })
  }

  /** Begins to follow the log; the name is told to the others. */
  open(name = ''): void {
    this.#name = name
    this.#socket.open()
  }

  close(): void {
    this.#socket.close()
    clearTimeout(this.#notify)
  }

  // -- for components

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getSnapshot = (): Snapshot => this.#shown

  /** The newest state, also when components have not been told of it yet. */
  get latest(): Snapshot {
    return this.#now
  }

  /** Every event, one at a time, after it is in the view. */
  onEvent(listener: (envelope: Envelope) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  /** Called before everything is forgotten, because the log is another one and is read from its start. */
  onReset(listener: () => void): () => void {
    this.#resetListeners.add(listener)
    return () => this.#resetListeners.delete(listener)
  }

  readonly retryNow = (): void => this.#socket.retryNow()

  // -- up

  /**
   * Sends a frame and waits for its answer; after a lost connection it is sent again.
   *
   * With `again: false` a lost connection is an answer, too (`connection_lost`): for what its sender repeats itself.
   */
  ask<T extends ClientFrame['type']>(type: T, body?: FrameBody<T>, { again = true } = {}): Promise<Accepted> {
    const id = crypto.randomUUID()
    const frame = { ...this.#frame(type, body), id }
    return new Promise((resolve, reject) => {
      const sent = this.#socket.send(frame)
      if (!sent && !again) reject(new Problem(0, 'connection_lost', 'There is no connection just now.'))
      else this.#waiting.set(id, { frame, again, resolve, reject })
    })
  }

  /** Sends a hint that may be lost. */
  hint<T extends ClientFrame['type']>(type: T, body: FrameBody<T>): void {
    this.#socket.send(this.#frame(type, body))
  }

  #frame(type: ClientFrame['type'], data: unknown = {}): object {
    return { type, session_id: this.sessionId, data }
  }

  // -- down

  /** One frame from the server. */
  take(frame: Downward): void {
    switch (frame.type) {
      case 'message':
        this.#event(frame)
        break
      case 'connect':
        this.#connected(frame)
        break
      case 'heartbeat':
        this.#pulse(frame)
        break
      case 'signal':
        this.#signal(frame)
        break
      case 'error':
        this.#answer(frame.id, (waiting) => waiting.reject(new Problem(422, frame.data.code, frame.data.message)))
        break
      case 'disconnect':
        break
      default:
        frame satisfies never
    }
  }

  #event(envelope: Envelope): void {
    if (envelope.seq <= this.#cursor) return
    this.#cursor = envelope.seq
    const view = reduce(this.#now.view, envelope)
    this.log.push(envelope)
    this.#change({ view, ...this.#spoken(envelope), ...this.#clockAfter(view, envelope) })
    this.#reached(envelope.seq)
    for (const listener of this.#eventListeners) listener(envelope)
  }

  /** A stored message ends its stream. */
  #spoken({ data }: Envelope): Partial<Snapshot> {
    if (data.event_type !== 'chat_message' || !this.#now.streams.has(data.message_id)) return {}
    const streams = new Map(this.#now.streams)
    streams.delete(data.message_id)
    return { streams }
  }

  /** A pause stops the clock at once, and more time is there at once, without waiting for the next heartbeat. */
  #clockAfter(view: View, { data }: Envelope): Partial<Snapshot> {
    const { clock, view: before, caughtUp } = this.#now
    if (clock === null) return {}
    // Until the log is caught up, the clock of the connection holds what is still to come.
    if (data.event_type === 'time_extended') return caughtUp ? { clock: { ...clock, remainingMs: clock.remainingMs + data.extra_ms } } : {}
    if (view.status === before.status) return {}
    const running = view.status === 'active'
    if (running === clock.running) return {}
    const at = performance.now()
    const gone = clock.running ? at - clock.at : 0
    return { clock: { remainingMs: Math.max(0, clock.remainingMs - gone), running, at } }
  }

  #connected({ data }: Connected): void {
    if (data.reset) {
      for (const listener of this.#resetListeners) listener()
      this.#cursor = 0
      this.log.length = 0
      this.#change({ view: EMPTY, streams: new Map() })
    }
    this.#epoch = data.log_epoch
    this.#goal = data.last_seq
    const clock = {
      remainingMs: data.session.remaining_ms,
      running: data.session.status === 'active',
      at: performance.now(),
    }
    this.#change({ role: data.role, clock })
    this.#reached(data.through)
    for (const { frame } of this.#waiting.values()) this.#socket.send(frame)
  }

  #pulse({ data }: Pulse): void {
    this.#cursor = Math.max(this.#cursor, data.through)
    this.#change({ clock: { remainingMs: data.remaining_ms, running: data.running, at: performance.now() } })
    this.#reached(data.through)
    // What this role may not see comes as a number only: ask until it has come.
    if (!this.#now.caughtUp) {
      window.setTimeout(() => {
        if (!this.#now.caughtUp) this.#socket.send(this.#frame('heartbeat'))
      }, CATCH_UP_MS)
    }
  }

  #reached(seq: number): void {
    if (!this.#now.caughtUp && seq >= this.#goal) this.#change({ caughtUp: true })
  }

  #signal({ id, data }: SignalFrame): void {
    const streams = new Map(this.#now.streams)
    switch (data.kind) {
      case 'text_delta':
        streams.set(data.message_id, { voice: data.voice, text: (streams.get(data.message_id)?.text ?? '') + data.text })
        this.#change({ streams }, SPEECH_MS)
        break
      case 'text_restart':
        streams.delete(data.message_id)
        this.#change({ streams })
        break
      case 'assistant_status':
        this.#change({ doing: data.text })
        break
      case 'busy':
        this.#change({ busy: data.what === 'idle' ? '' : data.what })
        break
      case 'presence': {
        const here = new Set(data.people.map((person) => person.connection_id))
        const cursors = new Map([...this.#now.cursors].filter(([id]) => here.has(id)))
        this.#change({ people: data.people, cursors })
        break
      }
      case 'cursor':
        this.#change({ cursors: new Map(this.#now.cursors).set(data.connection_id, data) })
        break
      case 'storage':
        this.#change({ storage: data.available ? '' : data.message })
        break
      case 'accepted':
        this.#answer(id, (waiting) => waiting.resolve(data))
        break
      case 'state':
      case 'repeated_submission':
        break
      default:
        data satisfies never
    }
  }

  #answer(id: string | undefined, give: (waiting: Waiting) => void): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (id === undefined || waiting === undefined) return
    this.#waiting.delete(id)
    give(waiting)
  }

  #linked(link: Link): void {
    const lost = link.state === 'waiting' || link.state === 'closed'
    if (lost) {
      for (const [id, waiting] of this.#waiting) {
        if (waiting.again && link.state === 'waiting') continue
        this.#waiting.delete(id)
        waiting.reject(new Problem(0, 'connection_lost', 'The connection was lost.'))
      }
    }
    this.#goal = Number.POSITIVE_INFINITY
    this.#change({ link, caughtUp: false, ...(lost ? { busy: '' } : {}) })
  }

  #address(): string {
    const query = new URLSearchParams({ after: String(this.#cursor) })
    const token = tokenOf(this.sessionId)
    if (token !== null) query.set('token', token)
    if (this.#epoch !== null) query.set('epoch', this.#epoch)
    if (this.#name !== '') query.set('candidate_name', this.#name)
    return `${location.origin.replace('http', 'ws')}/ws/agent/${this.sessionId}?${query}`
  }

  #change(part: Partial<Snapshot>, afterMs = FRAME_MS): void {
    this.#now = { ...this.#now, ...part }
    // Components are told once for all that comes within a frame, so that a long log is drawn once.
    this.#notify ||= window.setTimeout(() => {
      this.#notify = 0
      this.#shown = this.#now
      for (const listener of this.#listeners) listener()
    }, afterMs)
  }
}
