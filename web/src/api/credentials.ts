/**
 * Credentials live for the browser session only, and never in an address.
 *
 * A session's token comes with its link; the API key is typed in once where the server asks for one.
 */
const KEY = 'api-key'
const tokenName = (sessionId: string) => `token:${sessionId}`
const ADDRESS = /^\/session\/([0-9a-f-]{36})(?:\/|$)/

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return memory.get(name) ?? null
  }
}

function write(name: string, value: string): void {
  memory.set(name, value)
  try {
    sessionStorage.setItem(name, value)
  } catch {
    // Storage may be forbidden: then the credential lasts as long as the page.
  }
}

const memory = new Map<string, string>()

/** Moves `?token=` out of the address bar, before anything else sees the address. */
export function takeTokenFromAddress(): void {
  const address = new URL(location.href)
  const token = address.searchParams.get('token')
  const sessionId = ADDRESS.exec(address.pathname)?.[1]
  if (token === null || sessionId === undefined) return
  write(tokenName(sessionId), token)
  address.searchParams.delete('token')
  history.replaceState(history.state, '', address)
}

export const tokenOf = (sessionId: string): string | null => read(tokenName(sessionId)) ?? read(KEY)
export const apiKey = (): string | null => read(KEY)
export const keepApiKey = (key: string): void => write(KEY, key)
