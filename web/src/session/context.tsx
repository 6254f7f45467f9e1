import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type SessionApi, sessionApi } from '../api/client'
import { asTime, remainingMs } from './clock'
import type { Snapshot, SessionStore } from './store'
import type { View } from './view'

/** Where components read from: the live session, or a moment of a recording. */
export interface Source {
  subscribe: (listener: () => void) => () => void
  getSnapshot: () => Snapshot
}

interface Session {
  readonly store: SessionStore
  readonly source: Source
  readonly api: SessionApi
}

const SessionContext = createContext<Session | null>(null)

/** Gives a session to everything below it; what is shown of it comes from `source`. */
export function SessionProvider({ store, source = store, children }: { store: SessionStore; source?: Source; children: ReactNode }) {
  const [session] = useState(() => ({ store, source, api: sessionApi(store.sessionId) }))
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession stands outside of a SessionProvider')
  return session
}

/** A part of the snapshot; the component is drawn again when that part is another one (`Object.is`). */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T {
  const { source } = useSession()
  return useSyncExternalStore(source.subscribe, () => select(source.getSnapshot()))
}

/** A part of the view. */
export function useView<T>(select: (view: View) => T): T {
  return useSnapshot((snapshot) => select(snapshot.view))
}

/** The time left, by the server's clock, as text and in milliseconds; drawn again each second. */
export function useTimeLeft(): { text: string; ms: number } | null {
  const clock = useSnapshot((snapshot) => snapshot.clock)
  const [now, setNow] = useState(() => performance.now())
  const running = clock?.running ?? false
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(performance.now()), 250)
    return () => clearInterval(timer)
  }, [running])
  if (clock === null) return null
  const ms = remainingMs(clock, Math.max(now, clock.at))
  return { text: asTime(ms), ms }
}
