import { useState } from 'react'
import { type Begun, Chat } from '../../chat/Chat'
import type { Partner } from '../../protocol/frames'
import { useView } from '../../session/context'
import { State } from '../../ui/State'
import { Tab, TabList, TabPane, Tabs } from '../../ui/Tabs'
import styles from './Workspace.module.css'

/** The candidate's two conversations; a dot says where something new stands. */
export function TalkPane({ acts, begun }: { acts: boolean; begun: (Begun & { partner: Partner }) | null }) {
  const [shown, setShown] = useState<Partner>('interviewer')
  const talk = useView((view) => view.talk)
  const kind = useView((view) => view.assistance.kind)
  const count = (partner: Partner) => talk.filter((entry) => entry.to === partner).length
  const [taken, setTaken] = useState(begun)
  if (begun !== taken) {
    setTaken(begun)
    if (begun !== null) setShown(begun.partner)
  }
  const [seen, setSeen] = useState<Record<Partner, number>>(() => ({
    interviewer: count('interviewer'),
    assistant: count('assistant'),
  }))
  const now = count(shown)
  if (seen[shown] !== now) setSeen({ ...seen, [shown]: now })
  const fresh = (partner: Partner) => partner !== shown && count(partner) > seen[partner]
  return (
    <Tabs value={shown} onValueChange={(value) => setShown(value === 'assistant' ? 'assistant' : 'interviewer')}>
      <TabList aria-label="Conversations">
        {(['interviewer', 'assistant'] as const).map((partner) => (
          <Tab key={partner} value={partner}>
            {partner === 'interviewer' ? 'Interviewer' : 'Assistant'}
            {fresh(partner) && (
              <>
                <span className={styles['dot']} />
                <span className="vh">, something new</span>
              </>
            )}
          </Tab>
        ))}
      </TabList>
      {(['interviewer', 'assistant'] as const).map((partner) => (
        <TabPane key={partner} value={partner}>
          {partner === 'assistant' && kind === 'off' && count('assistant') === 0 ? (
            <State icon="spark" title="There is no assistant in this interview">
              The server has no model for one. The interviewer answers questions about the task.
            </State>
          ) : (
            <Chat partner={partner} maySpeak={acts} mayDecide={acts} begun={begun?.partner === partner ? begun : null} />
          )}
        </TabPane>
      ))}
    </Tabs>
  )
}
