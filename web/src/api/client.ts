import type { Envelope } from '../protocol/frames'
import type {
  InitializedOut,
  InterviewCreated,
  InterviewIn,
  InterviewOut,
  RoleOut,
  SessionStatus,
  StatusIn,
  TerminalOut,
  TreeOut,
} from '../protocol/generated'
import { apiKey, tokenOf } from './credentials'
import { Problem } from './problem'

const BASE = '/api/v1/interview'

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  credential: string | null
  signal?: AbortSignal
}

async function fetched(path: string, { method = 'GET', body, credential, signal }: Call): Promise<Response> {
  const headers = new Headers()
  if (credential !== null) headers.set('Authorization', `Bearer ${credential}`)
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  let answer: Response
  try {
    answer = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'unreachable', 'The server cannot be reached. Check the connection and try again.')
  }
  if (!answer.ok) throw await refusal(answer)
  return answer
}

async function refusal(answer: Response): Promise<Problem> {
  const text = await answer.text()
  try {
    const { code, detail } = JSON.parse(text) as { code: string; detail: string }
    return new Problem(answer.status, code, detail)
  } catch {
    return new Problem(answer.status, 'http_error', `The server answered ${answer.status}. Try again in a moment.`)
  }
}

/** A page of sessions, and where the next one begins. */
export interface SessionsPage {
  sessions: InterviewOut[]
  cursor: string | null
}

/** What the back office does: with the API key, or as this machine's user. */
export const office = {
  async create(wanted: InterviewIn): Promise<InterviewCreated> {
    const answer = await fetched(`${BASE}/`, { method: 'POST', body: wanted, credential: apiKey() })
    return (await answer.json()) as InterviewCreated
  },

  async list({
    status,
    userId,
    cursor,
    signal,
  }: {
    status?: SessionStatus | undefined
    userId?: string | undefined
    cursor?: string | undefined
    signal?: AbortSignal
  }): Promise<SessionsPage> {
    const query = new URLSearchParams({ limit: '50' })
    if (status) query.set('status', status)
    if (userId) query.set('user_id', userId)
    if (cursor) query.set('cursor', cursor)
    const answer = await fetched(`${BASE}/?${query}`, { credential: apiKey(), ...(signal ? { signal } : {}) })
    const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1]
    return {
      sessions: (await answer.json()) as InterviewOut[],
      cursor: next === undefined ? null : new URL(next).searchParams.get('cursor'),
    }
  },

  async setStatus(sessionId: string, status: StatusIn['status']): Promise<InterviewOut> {
    const answer = await fetched(`${BASE}/${sessionId}/status`, { method: 'PUT', body: { status }, credential: apiKey() })
    return (await answer.json()) as InterviewOut
  },
}

/** A page of a session's log, and up to where it was looked for what this role may see. */
export interface LogPage {
  readonly events: readonly Envelope[]
  readonly through: number
  /** The interview time of the whole log. */
  readonly elapsed_ms: number
}

/** The calls about one session, with the credential that this tab holds for it. */
export function sessionApi(sessionId: string) {
  const call = async <T>(path: string, options: Omit<Call, 'credential'> = {}): Promise<T> => {
    const answer = await fetched(`${BASE}/${sessionId}${path}`, { ...options, credential: tokenOf(sessionId) })
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  return {
    role: () => call<RoleOut>('/role'),
    initialize: () => call<InitializedOut>('/initialize', { method: 'POST' }),
    terminals: () => call<TerminalOut[]>('/terminal'),
    tree: (signal?: AbortSignal) => call<TreeOut>('/files?limit=2000', signal ? { signal } : {}),
    events: ({ after, limit, signal }: { after: number; limit: number; signal?: AbortSignal }) =>
      call<LogPage>(`/events?after=${after}&limit=${limit}`, signal ? { signal } : {}),
    call,
  }
}

export type SessionApi = ReturnType<typeof sessionApi>
