import { type Downward, FINAL_CODES } from '../protocol/frames'

/** How the connection stands; `retryAt` is a time of `Date.now()`. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'waiting'; readonly retryAt: number; readonly tries: number }
  | { readonly state: 'closed'; readonly code: number; readonly reason: string }

const BEAT_MS = 5_000
const SILENCE_MS = 12_000
const OPENING_MS = 10_000
const SLOWEST_MS = 15_000

interface Options {
  /** The address, asked for at every attempt: it tells where the log was left. */
  address: () => string
  onFrame: (frame: Downward) => void
  onLink: (link: Link) => void
  /** Called on an open connection, and every few seconds after. */
  beat: () => void
  make?: (address: string) => WebSocket
}

/** One WebSocket that comes back: full-jitter backoff, a watch for silence, and no queue of its own. */
export class LiveSocket {
  readonly #options: Options
  #socket: WebSocket | null = null
  #tries = 0
  #timers: number[] = []
  #retry = 0
  #heardAt = 0
  #done = false

  constructor(options: Options) {
    this.#options = options
  }

  open(): void {
    window.addEventListener('online', this.retryNow)
    document.addEventListener('visibilitychange', this.#onShown)
    this.#connect()
  }

  /** Sends now, or says that it cannot. */
  send(frame: object): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  /** Does not wait for the next attempt. */
  readonly retryNow = (): void => {
    if (this.#socket !== null || this.#done) return
    clearTimeout(this.#retry)
    this.#connect()
  }

  close(): void {
    this.#finish(1000, '')
    const socket = this.#socket
    this.#socket = null
    socket?.close(1000)
  }

  readonly #onShown = (): void => {
    if (document.visibilityState === 'visible') this.retryNow()
  }

  #connect(): void {
    this.#options.onLink({ state: 'connecting' })
    const make = this.#options.make ?? ((address: string) => new WebSocket(address))
    const socket = make(this.#options.address())
    this.#socket = socket
    this.#timers.push(window.setTimeout(() => this.#lost(socket), OPENING_MS))
    socket.addEventListener('open', () => {
      if (socket === this.#socket) this.#opened(socket)
    })
    socket.addEventListener('message', (message: MessageEvent<string>) => {
      if (socket !== this.#socket) return
      this.#heardAt = Date.now()
      this.#options.onFrame(JSON.parse(message.data) as Downward)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      if (socket !== this.#socket) return
      if (FINAL_CODES.has(code)) {
        this.#socket = null
        this.#finish(code, reason)
      } else this.#lost(socket)
    })
  }

  #opened(socket: WebSocket): void {
    this.#stopTimers()
    this.#heardAt = Date.now()
    this.#options.onLink({ state: 'open' })
    this.#options.beat()
    this.#timers.push(
      window.setInterval(() => {
        if (Date.now() - this.#heardAt > SILENCE_MS) this.#lost(socket)
        else this.#options.beat()
      }, BEAT_MS),
    )
    // Only a connection that has lasted forgets the failures before it.
    this.#timers.push(window.setTimeout(() => (this.#tries = 0), BEAT_MS))
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket || this.#done) return
    this.#socket = null
    this.#stopTimers()
    socket.close()
    const waitMs = 250 + Math.random() * Math.min(SLOWEST_MS, 500 * 2 ** this.#tries)
    this.#tries += 1
    this.#options.onLink({ state: 'waiting', retryAt: Date.now() + waitMs, tries: this.#tries })
    this.#retry = window.setTimeout(() => this.#connect(), waitMs)
  }

  #finish(code: number, reason: string): void {
    if (this.#done) return
    this.#done = true
    this.#stopTimers()
    clearTimeout(this.#retry)
    window.removeEventListener('online', this.retryNow)
    document.removeEventListener('visibilitychange', this.#onShown)
    this.#options.onLink({ state: 'closed', code, reason })
  }

  #stopTimers(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
  }
}
