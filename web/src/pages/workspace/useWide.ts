import { useSyncExternalStore } from 'react'

const query = matchMedia('(min-width: 860px)')

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Whether there is room for panes beside each other. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
