import type { ReactNode } from 'react'
import styles from './Banner.module.css'
import { Icon, type IconName } from './Icon'

type Tone = 'info' | 'warn' | 'fail' | 'pass'
const ICON: Record<Tone, IconName> = { info: 'info', warn: 'warn', fail: 'cross', pass: 'check' }

/** A line across the page that says what is the matter and what can be done. */
export function Banner({
  tone,
  children,
  actions,
  urgent = false,
}: {
  tone: Tone
  children: ReactNode
  actions?: ReactNode
  urgent?: boolean
}) {
  return (
    <div className={`${styles['banner']} ${styles[tone]}`} role={urgent ? 'alert' : 'status'}>
      <Icon name={ICON[tone]} />
      <span className={styles['words']}>{children}</span>
      {actions}
    </div>
  )
}
