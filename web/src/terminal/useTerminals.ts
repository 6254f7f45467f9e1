import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useSession } from '../session/context'

const FIRST = 'main'
/** As many as a session may have. */
export const MOST_TERMINALS = 4

export interface Terminals {
  readonly names: readonly string[]
  readonly shown: string
  show: (name: string) => void
  /** Shows another one; its shell starts with that. */
  open: () => void
  /** Takes one away; the first stays. */
  drop: (name: string) => void
}

const joined = (names: readonly string[], more: readonly string[]): readonly string[] =>
  more.every((name) => names.includes(name)) ? names : [...new Set([...names, ...more])]

/** The terminals of the session, whoever opened them: those that are open, and those that the log tells of. */
export function useTerminals(): Terminals {
  const { store, api } = useSession()
  const [names, setNames] = useState<readonly string[]>([FIRST])
  const [shown, setShown] = useState(FIRST)
  const { data } = useQuery({ queryKey: ['terminals', store.sessionId], queryFn: api.terminals })
  const [seen, setSeen] = useState(data)
  if (data !== undefined && data !== seen) {
    setSeen(data)
    setNames(joined(names, data.map(({ name }) => name)))
  }
  useEffect(
    () =>
      store.onEvent(({ data: event }) => {
        // A log that is read anew tells of shells that have long ended.
        if (event.event_type === 'terminal_resized' && store.latest.caughtUp) setNames((before) => joined(before, [event.terminal]))
      }),
    [store],
  )
  const open = () => {
    const next = Array.from({ length: MOST_TERMINALS }, (_, at) => (at === 0 ? FIRST : `shell-${at + 1}`)).find((name) => !names.includes(name))
    if (next === undefined) return
    setNames(joined(names, [next]))
    setShown(next)
  }
  const drop = useCallback((name: string) => {
    if (name === FIRST) return
    setNames((before) => before.filter((one) => one !== name))
    setShown((before) => (before === name ? FIRST : before))
  }, [])
  return { names, shown, show: setShown, open, drop }
}
