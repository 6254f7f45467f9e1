import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useSession } from '../session/context'

const FIRST = 'main'
const MORE = ['shell-2', 'shell-3', 'shell-4'] as const
/** As many as a session may have. */
export const MOST_TERMINALS = 1 + MORE.length

export interface Terminals {
  readonly names: readonly string[]
  readonly shown: string
  show: (name: string) => void
  /** Shows another one; its shell starts with that. */
  open: () => void
  /** Takes one away; the first stays. */
  drop: (name: string) => void
}

/** The terminals of the session, whoever opened them: those that were open, and what was heard since. */
export function useTerminals(): Terminals {
  const { store, api } = useSession()
  const [heard, setHeard] = useState<ReadonlyMap<string, 'opened' | 'ended'>>(new Map())
  const [shown, setShown] = useState(FIRST)
  const { data = [] } = useQuery({ queryKey: ['terminals', store.sessionId], queryFn: api.terminals, gcTime: 0 })
  const all = new Set([FIRST, ...data.map(({ name }) => name), ...heard.keys()])
  const names = [...all].filter((name) => name === FIRST || heard.get(name) !== 'ended')
  const hear = useCallback((name: string, what: 'opened' | 'ended') => {
    setHeard((before) => (before.get(name) === what ? before : new Map(before).set(name, what)))
  }, [])
  useEffect(
    () =>
      store.onEvent(({ data: event }) => {
        // A log that is read anew tells of shells that have long ended.
        if (event.event_type === 'terminal_resized' && store.latest.caughtUp) hear(event.terminal, 'opened')
      }),
    [store, hear],
  )
  const open = () => {
    const next = MORE.find((name) => !names.includes(name))
    if (next === undefined) return
    hear(next, 'opened')
    setShown(next)
  }
  const drop = useCallback(
    (name: string) => {
      hear(name, 'ended')
      setShown((before) => (before === name ? FIRST : before))
    },
    [hear],
  )
  return { names, shown: names.includes(shown) ? shown : FIRST, show: setShown, open, drop }
}
