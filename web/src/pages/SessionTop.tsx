import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { ThemeButton } from '../ui/ThemeButton'
import styles from './SessionTop.module.css'

/** The top of a session's pages but the live one: the way to the others, and what can be done here. */
export function SessionTop({ sessionId, children }: { sessionId: string; children?: ReactNode }) {
  return (
    <header className={styles['top']}>
      <nav aria-label="Pages of the session" className={styles['nav']}>
        <NavLink to={`/session/${sessionId}`} end>
          Session
        </NavLink>
        <NavLink to={`/session/${sessionId}/report`}>Report</NavLink>
        <NavLink to={`/session/${sessionId}/replay`}>Replay</NavLink>
      </nav>
      <span className={styles['space']} />
      {children}
      <ThemeButton />
    </header>
  )
}
