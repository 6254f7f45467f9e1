import { useSyncExternalStore } from 'react'
import { currentAnnouncement, subscribeToAnnouncements } from './announce'

/** The page's live regions; they stand from the start, or nothing would be said. */
export function Announcer() {
  const { text, assertive } = useSyncExternalStore(subscribeToAnnouncements, currentAnnouncement)
  return (
    <>
      <output className="vh" aria-live="polite">
        {assertive ? '' : text}
      </output>
      <div className="vh" role="alert">
        {assertive ? text : ''}
      </div>
    </>
  )
}
