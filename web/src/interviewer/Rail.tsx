import { Tabs as Parts } from 'radix-ui'
import { useState } from 'react'
import { useView } from '../session/context'
import { Direct } from './Direct'
import { EventFeed } from './EventFeed'
import styles from './Interviewer.module.css'
import { Notes, type Pin } from './Notes'
import { Rubric } from './Rubric'

/** What only interviewers have: the course, notes, the rubric, and what happens. */
export function Rail() {
  const [shown, setShown] = useState('feed')
  const [pin, setPin] = useState<Pin | null>(null)
  const notes = useView((view) => view.notes.length)
  const onPin = (wanted: Pin) => {
    setPin(wanted)
    setShown('notes')
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-note]')?.focus())
  }
  return (
    <Parts.Root value={shown} onValueChange={setShown} className={styles['rail'] ?? ''}>
      <Parts.List className={styles['tabs'] ?? ''} aria-label="For interviewers">
        {[
          ['feed', 'Events'],
          ['notes', notes === 0 ? 'Notes' : `Notes ${notes}`],
          ['rubric', 'Rubric'],
          ['direct', 'Direct'],
        ].map(([value = '', words]) => (
          <Parts.Trigger key={value} value={value} className={styles['tab'] ?? ''}>
            {words}
          </Parts.Trigger>
        ))}
      </Parts.List>
      <Parts.Content value="feed" className={styles['content'] ?? ''} tabIndex={-1}>
        <EventFeed onPin={onPin} />
      </Parts.Content>
      <Parts.Content value="notes" className={styles['content'] ?? ''} tabIndex={-1}>
        <Notes pin={pin} onUnpin={() => setPin(null)} />
      </Parts.Content>
      <Parts.Content value="rubric" className={styles['content'] ?? ''} tabIndex={-1}>
        <Rubric />
      </Parts.Content>
      <Parts.Content value="direct" className={styles['content'] ?? ''} tabIndex={-1}>
        <Direct />
      </Parts.Content>
    </Parts.Root>
  )
}
