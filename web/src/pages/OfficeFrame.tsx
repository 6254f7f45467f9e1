import type { ReactNode } from 'react'
import { Link, NavLink } from 'react-router'
import { Icon } from '../ui/Icon'
import { ThemeButton } from '../ui/ThemeButton'
import styles from './Office.module.css'

/** The frame of the back office's pages. */
export function OfficeFrame({ children }: { children: ReactNode }) {
  return (
    <div className={styles['page']}>
      <header className={styles['top']}>
        <Link to="/" className={styles['name'] ?? ''}>
          <Icon name="code" /> InterviewLM
        </Link>
        <nav className={styles['nav']} aria-label="Pages">
          <NavLink to="/" end>
            New session
          </NavLink>
          <NavLink to="/sessions">Sessions</NavLink>
          <a href="/docs">API</a>
        </nav>
        <ThemeButton />
      </header>
      <main>{children}</main>
    </div>
  )
}
