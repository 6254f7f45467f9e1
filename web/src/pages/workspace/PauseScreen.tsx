import { useEffect, useRef } from 'react'
import { useTimeLeft, useView } from '../../session/context'
import { State } from '../../ui/State'
import styles from './Screen.module.css'

/** The interview stands still; the workspace is behind it, as it was. */
export function PauseScreen() {
  const reason = useView((view) => view.pauseReason)
  const left = useTimeLeft()
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    place.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <main className={styles['over']} ref={place} tabIndex={-1}>
      <State whole icon="pause" title="The interview is paused">
        {reason === '' ? 'The interviewer has paused it.' : `The interviewer says: ${reason}.`} The clock stands still
        {left === null ? '' : ` at ${left.text}`}, and your work is saved. It goes on by itself when the pause is over.
      </State>
    </main>
  )
}
