import { ChangeSet } from '@codemirror/state'

/** Updates that one frame carries while a page is alive; one less than the server takes, see `sendable`. */
export const MAX_UPDATES = 255

/**
 * Edits that the server has not confirmed, kept by the browser until it has.
 *
 * A page that comes back sends what it finds, also that of another tab: each change has an id and is done once,
 * whoever sends it.
 */
export interface Draft {
  readonly clientId: string
  readonly questionId: string
  readonly path: string
  /** The version that the first of the updates is on. */
  readonly version: number
  readonly updates: ReadonlyArray<{ changes: Array<number | Array<number | string>>; change_id: string }>
}

export class Drafts {
  readonly #prefix: string
  readonly #clientId: string

  constructor(sessionId: string, clientId: string) {
    this.#prefix = `draft:${sessionId}:`
    this.#clientId = clientId
  }

  /** Keeps this page's unconfirmed edits of a document; false when the browser has no room for them. */
  keep(draft: Omit<Draft, 'clientId'>): boolean {
    const name = this.#name(this.#clientId, draft.path)
    try {
      if (draft.updates.length === 0) localStorage.removeItem(name)
      else localStorage.setItem(name, JSON.stringify({ ...draft, clientId: this.#clientId }))
      return true
    } catch {
      return draft.updates.length === 0
    }
  }

  /** What pages before this one left behind. */
  leftBehind(): Draft[] {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.#prefix))
        .flatMap((name) => parsed(localStorage.getItem(name)))
        .filter((draft) => draft.clientId !== this.#clientId)
    } catch {
      return []
    }
  }

  forget({ clientId, path }: Draft): void {
    localStorage.removeItem(this.#name(clientId, path))
  }

  #name(clientId: string, path: string): string {
    return `${this.#prefix}${clientId}:${path}`
  }
}

function parsed(text: string | null): Draft[] {
  if (text === null) return []
  try {
    return [JSON.parse(text) as Draft]
  } catch {
    return []
  }
}

/**
 * A draft's updates as one frame: those that may have been on their way stay as they are, because the server knows
 * them by their ids; the others never were, and become one.
 */
export function sendable(updates: Draft['updates']): Draft['updates'] {
  const [first, ...rest] = updates.slice(MAX_UPDATES)
  if (first === undefined) return updates
  const whole = rest.reduce((all, { changes }) => all.compose(ChangeSet.fromJSON(changes)), ChangeSet.fromJSON(first.changes))
  const changes = whole.toJSON() as Array<number | Array<number | string>>
  return [...updates.slice(0, MAX_UPDATES), { changes, change_id: `rest:${first.change_id}` }]
}

/** The text that a draft's updates insert: what can be saved of one that the server does not take. */
export function insertedText({ updates }: Pick<Draft, 'updates'>): string {
  return updates
    .flatMap(({ changes }) => changes.flatMap((part) => (Array.isArray(part) ? [part.slice(1).join('\n')] : [])))
    .filter((text) => text !== '')
    .join('')
}
