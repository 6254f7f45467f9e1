import { tokenOf } from '../api/credentials'

/** How a terminal's connection stands. */
export type TerminalLink =
  | { readonly state: 'connecting' | 'open' }
  | { readonly state: 'waiting' }
  | { readonly state: 'ended'; readonly why: string; readonly exited: boolean }

type Control =
  | { type: 'ready'; writable: boolean; scrollback: number; rows: number; columns: number }
  | { type: 'exited' }
  | { type: 'gap'; bytes: number }
  | { type: 'error'; code: string; message: string }
  | { type: 'resized'; rows: number; columns: number }
  | { type: 'heartbeat' }

const RETRY_MS = [500, 1000, 2000, 4000, 8000]
const BEAT_MS = 20_000
const MOST_TYPED = 500

interface Options {
  sessionId: string
  /** Which terminal. */
  name: string
  size: () => { rows: number; columns: number }
  /** A new picture begins: what was drawn is sent again. */
  onReady: (writable: boolean) => void
  onBytes: (bytes: Uint8Array) => void
  onLink: (link: TerminalLink) => void
}

/** The WebSocket of one terminal: comes back by itself, and gets the scrollback each time. */
export class TerminalConnection {
  readonly #options: Options
  #socket: WebSocket | null = null
  #tries = 0
  #timer = 0
  #beat = 0
  #ended = ''
  #exited = false
  #ready = false
  #typed: Array<Uint8Array<ArrayBuffer>> = []
  #closed = false

  constructor(options: Options) {
    this.#options = options
    this.#connect()
  }

  /** What is typed before the shell is there is typed when it is. */
  type(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#ready && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes)
    else if (this.#typed.length < MOST_TYPED) this.#typed.push(bytes)
  }

  resize(): void {
    const { rows, columns } = this.#options.size()
    this.#control({ type: 'resize', rows, columns })
  }

  /** Starts another shell after the old one has ended. */
  readonly again = (): void => {
    this.#tries = 0
    this.#connect()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearInterval(this.#beat)
    this.#socket?.close(1000)
  }

  #connect(): void {
    clearTimeout(this.#timer)
    this.#ended = ''
    this.#exited = false
    this.#options.onLink({ state: 'connecting' })
    const { rows, columns } = this.#options.size()
    const query = new URLSearchParams({ terminal: this.#options.name, rows: String(rows), columns: String(columns) })
    const token = tokenOf(this.#options.sessionId)
    if (token !== null) query.set('token', token)
    const base = location.origin.replace('http', 'ws')
    const socket = new WebSocket(`${base}/api/v1/interview/${this.#options.sessionId}/terminal?${query}`)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (socket !== this.#socket) return
      if (typeof data === 'string') this.#told(JSON.parse(data) as Control)
      else this.#options.onBytes(new Uint8Array(data))
    })
    socket.addEventListener('close', ({ code, reason }) => {
      if (socket === this.#socket && !this.#closed) this.#lost(code, reason)
    })
  }

  #told(control: Control): void {
    switch (control.type) {
      case 'ready':
        this.#tries = 0
        this.#options.onReady(control.writable)
        this.#ready = true
        for (const bytes of this.#typed.splice(0)) if (control.writable) this.type(bytes)
        this.#options.onLink({ state: 'open' })
        clearInterval(this.#beat)
        this.#beat = window.setInterval(() => this.#control({ type: 'heartbeat' }), BEAT_MS)
        break
      case 'exited':
        this.#ended = 'The shell has ended.'
        this.#exited = true
        break
      case 'error':
        this.#ended = control.message
        break
      default:
        break
    }
  }

  #lost(code: number, reason: string): void {
    clearInterval(this.#beat)
    this.#socket = null
    this.#ready = false
    const final = [1000, 4401, 4404, 4409].includes(code)
    if (final) this.#options.onLink({ state: 'ended', why: this.#ended || reason || 'The terminal was closed.', exited: this.#exited })
    else {
      this.#options.onLink({ state: 'waiting' })
      this.#timer = window.setTimeout(() => this.#connect(), RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)])
      this.#tries += 1
    }
  }

  #control(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }
}
