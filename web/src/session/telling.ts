import type { SessionApi } from '../api/client'
import type { ClientEvent } from '../protocol/generated'

const EVERY_MS = 5_000
const AT_MOST = 50

/** The page's own events (focus, paste, files opened), posted in batches; what cannot be posted is tried again. */
export class Telling {
  readonly #api: SessionApi
  #events: ClientEvent[] = []
  #timer = 0

  constructor(api: SessionApi) {
    this.#api = api
  }

  tell(event: ClientEvent): void {
    this.#events.push(event)
    if (this.#events.length >= AT_MOST) void this.flush()
    else this.#timer ||= window.setTimeout(() => void this.flush(), EVERY_MS)
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = 0
    const events = this.#events.splice(0, 200)
    if (events.length === 0) return
    try {
      await this.#api.call('/events', { method: 'POST', body: { events } })
    } catch {
      // They are hints, and the connection's own banner tells of the trouble: keep the newest for the next time.
      this.#events = [...events, ...this.#events].slice(-200)
    }
  }
}
