import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { SessionApi } from '../api/client'
import { Problem } from '../api/problem'
import { FIRST_EVENTS, firstEventsOf } from '../api/queries'
import { Recording } from '../session/recording'

/** So small that the page stays quick while they come. */
const PAGE_EVENTS = 2_000
/** As many as the server gives at once: until there is a picture there is nothing to keep quick. */
const MOST_EVENTS = 5_000

interface State {
  /** How many events have come. */
  readonly count: number
  readonly loaded: boolean
  /** Why it stopped before the end. */
  readonly wrong: Problem | null
}

export interface Loading extends State {
  readonly recording: Recording
  /** Reads what came since, or tries again. */
  readonly more: () => void
}

/** Until the page has had a chance to draw; a page behind others, which is not drawn, waits no longer than this. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, 100)
  })

/** The log of a session page by page, folded as it comes; up to `soughtSeq` in haste. */
export function useRecording(sessionId: string, api: SessionApi, soughtSeq: number): Loading {
  const queries = useQueryClient()
  const [recording] = useState(() => {
    const begun = new Recording()
    // What was asked for ahead may be here: then the first picture is of it.
    const first = queries.getQueryData(firstEventsOf(sessionId).queryKey)
    if (first !== undefined) begun.append(first.events, first.elapsed_ms)
    return begun
  })
  const [state, setState] = useState<State>(() => ({ count: recording.log.length, loaded: false, wrong: null }))
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      let after = recording.log.at(-1)?.seq ?? 0
      try {
        if (after > 0) await drawn()
        for (let full = true; full; ) {
          const limit = after === 0 ? FIRST_EVENTS : after < soughtSeq ? MOST_EVENTS : PAGE_EVENTS
          const page = after === 0 ? await queries.fetchQuery(firstEventsOf(sessionId)) : await api.events({ after, limit, signal: stop.signal })
          if (stop.signal.aborted) return
          full = page.events.length === limit
          recording.append(page.events, full ? page.elapsed_ms : 0)
          after = page.through
          setState({ count: recording.log.length, loaded: !full, wrong: null })
          if (full) await drawn()
        }
      } catch (error) {
        if (stop.signal.aborted) return
        const wrong = error instanceof Problem ? error : new Problem(0, 'failed', Problem.words(error))
        setState({ count: recording.log.length, loaded: false, wrong })
      }
    }
    void load()
    return () => stop.abort()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another attempt reads on
  }, [sessionId, api, soughtSeq, queries, recording, attempt])
  const more = useCallback(() => {
    setState((before) => ({ ...before, wrong: null }))
    setAttempt((before) => before + 1)
  }, [])
  return { recording, ...state, more }
}
