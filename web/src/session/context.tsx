import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type SessionApi, sessionApi } from '../api/client'
import { asTime, remainingMs } from './clock'
import type { Snapshot, SessionStore } from './store'
import type { View } from './view'

interface Session {
  readonly store: SessionStore
  readonly api: SessionApi
}

const SessionContext = createContext<Session | null>(null)

/** Gives a session to everything below it. */
export function SessionProvider({ store, children }: { store: SessionStore; children: ReactNode }) {
  const [api] = useState(() => sessionApi(store.sessionId))
  const [session] = useState(() => ({ store, api }))
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession stands outside of a SessionProvider')
  return session
}

/** A part of the snapshot; the component is drawn again when that part is another one (`Object.is`). */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T {
  const { store } = useSession()
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()))
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
