import { useEffect, useRef } from 'react'
import type { Editors } from '../../editor/editors'
import { useSession, useSnapshot } from '../../session/context'

/** While it is on, the candidate's file is shown, at the candidate's cursor. */
export function useFollow(on: boolean, open: (path: string) => void, editors: Editors): void {
  const { store } = useSession()
  const place = useSnapshot((snapshot) => [...snapshot.cursors.values()].findLast((cursor) => cursor.role === 'candidate'))
  const newest = useRef(open)
  useEffect(() => {
    newest.current = open
  })
  useEffect(() => {
    if (!on || place === undefined) return
    newest.current(place.path)
    // The editor of another file is there after it was drawn.
    const later = requestAnimationFrame(() => editors.of(place.path)?.reveal(place.head))
    return () => cancelAnimationFrame(later)
  }, [on, place, editors])
  useEffect(() => {
    if (!on) return
    return store.onEvent(({ data }) => {
      if (data.event_type === 'file_opened' && store.latest.caughtUp) newest.current(data.path)
    })
  }, [on, store])
}
