import styles from './Badge.module.css'
import { Icon, type IconName } from './Icon'

export type BadgeTone = 'plain' | 'pass' | 'fail' | 'warn' | 'accent' | 'ai' | 'interviewer'

/** A state as an icon and a word. */
export function Badge({ tone = 'plain', icon, children }: { tone?: BadgeTone; icon?: IconName; children: string }) {
  return (
    <span className={`${styles['badge']} ${styles[tone] ?? ''}`}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  )
}
