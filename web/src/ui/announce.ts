/** What a live region says next; assertive words interrupt. */
export interface Announcement {
  readonly text: string
  readonly assertive: boolean
}

let current: Announcement = { text: '', assertive: false }
const listeners = new Set<() => void>()

/** Says something to people who do not see it. */
export function announce(text: string, { assertive = false } = {}): void {
  // The same words twice are another node, so that they are said twice.
  current = { text: text === current.text ? `${text}\u00a0` : text, assertive }
  for (const listener of listeners) listener()
}

export function subscribeToAnnouncements(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const currentAnnouncement = (): Announcement => current
