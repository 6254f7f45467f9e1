import { useState } from 'react'
import { useView } from '../session/context'
import { Tab, TabList, TabPane, Tabs } from '../ui/Tabs'
import { Direct } from './Direct'
import { EventFeed } from './EventFeed'
import { Notes, type Pin } from './Notes'
import { Rubric } from './Rubric'

/** What only interviewers have: what happens, notes, the rubric, and the course, until the interview is `over`. */
export function Rail({ over = false }: { over?: boolean }) {
  const [shown, setShown] = useState('feed')
  const [pin, setPin] = useState<Pin | null>(null)
  const notes = useView((view) => view.notes.length)
  const onPin = (wanted: Pin) => {
    setPin(wanted)
    setShown('notes')
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-note]')?.focus())
  }
  return (
    <Tabs value={shown} onValueChange={setShown}>
      <TabList aria-label="For interviewers" tone="interviewer">
        {[
          ['feed', 'Events'],
          ['notes', notes === 0 ? 'Notes' : `Notes ${notes}`],
          ['rubric', 'Rubric'],
          ...(over ? [] : [['direct', 'Direct']]),
        ].map(([value = '', words]) => (
          <Tab key={value} value={value}>
            {words}
          </Tab>
        ))}
      </TabList>
      <TabPane scrolls value="feed">
        <EventFeed onPin={onPin} />
      </TabPane>
      <TabPane scrolls value="notes">
        <Notes pin={pin} onUnpin={() => setPin(null)} />
      </TabPane>
      <TabPane scrolls value="rubric">
        <Rubric />
      </TabPane>
      <TabPane scrolls value="direct">
        <Direct />
      </TabPane>
    </Tabs>
  )
}
