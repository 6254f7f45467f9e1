import type { ReactNode } from 'react'
import { useSnapshot, useTimeLeft, useView } from '../../session/context'
import { Badge, type BadgeTone } from '../../ui/Badge'
import { Icon } from '../../ui/Icon'
import { ThemeButton } from '../../ui/ThemeButton'
import { Presence } from './Presence'
import styles from './Workspace.module.css'

const LOW_MS = 5 * 60_000
const ROLES: Record<string, { word: string; tone: BadgeTone }> = {
  candidate: { word: 'Candidate', tone: 'accent' },
  system: { word: 'Back office', tone: 'plain' },
  interviewer: { word: 'Interviewer', tone: 'interviewer' },
  observer: { word: 'Observer', tone: 'plain' },
}

/** The task, the time, and what can be done; it is `headed` by the page's title, unless what is below has one. */
export function TopBar({ headed = true, children }: { headed?: boolean; children?: ReactNode }) {
  const title = useView((view) => (view.status === 'created' ? undefined : view.question?.question_title)) ?? 'Interview'
  const role = useSnapshot((snapshot) => snapshot.role)
  const Title = headed ? 'h1' : 'p'
  const shown = role === null ? undefined : ROLES[role]
  return (
    <header className={styles['top']}>
      <span className={styles['mark']}>
        <Icon name="code" />
      </span>
      <Title className={styles['title']}>{title}</Title>
      {shown !== undefined && (
        <span className={styles['wide']}>
          <Badge tone={shown.tone} icon="person">
            {shown.word}
          </Badge>
        </span>
      )}
      <span className={`${styles['wide']} ${styles['people']}`}>
        <Presence />
      </span>
      <span className={styles['space']} />
      <Timer />
      <ThemeButton />
      {children}
    </header>
  )
}

function Timer() {
  const left = useTimeLeft()
  const status = useView((view) => view.status)
  if (left === null || (status !== 'active' && status !== 'paused')) return null
  const low = left.ms < LOW_MS
  return (
    <span className={styles['timer']} role="timer" aria-label="Time left" data-low={low}>
      <Icon name={status === 'paused' ? 'pause' : low ? 'warn' : 'clock'} size={14} />
      {left.text}
    </span>
  )
}
