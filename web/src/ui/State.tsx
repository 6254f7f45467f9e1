import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon'
import styles from './State.module.css'

/** What a pane shows while there is nothing to show: why, and what to do. */
export function State({
  icon,
  title,
  whole = false,
  children,
  action,
}: {
  icon: IconName
  title: string
  /** It is the whole page, and its title the page's. */
  whole?: boolean
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={styles['state']}>
      <Icon name={icon} size={20} />
      {whole ? <h1 className={styles['title']}>{title}</h1> : <p className={styles['title']}>{title}</p>}
      {children !== undefined && <div className={styles['words']}>{children}</div>}
      {action}
    </div>
  )
}

/** Something is under way. */
export function Spinner() {
  return (
    <span className={styles['spin']}>
      <Icon name="wait" size={14} />
    </span>
  )
}

/** A pane that waits. */
export function Loading({ what }: { what: string }) {
  return (
    <output className={styles['state']}>
      <Spinner />
      <span>{what}</span>
    </output>
  )
}
