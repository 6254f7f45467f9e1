import { Tabs as Parts } from 'radix-ui'
import type { ComponentProps } from 'react'
import styles from './Tabs.module.css'

/** A bar of labels over one pane, which fill what room there is. */
export function Tabs(props: Omit<ComponentProps<typeof Parts.Root>, 'className'>) {
  return <Parts.Root {...props} className={styles['tabs'] ?? ''} />
}

/** The bar; `tone` is the colour of what is chosen. */
export function TabList({ tone = 'accent', ...props }: Omit<ComponentProps<typeof Parts.List>, 'className'> & { tone?: 'accent' | 'interviewer' }) {
  return <Parts.List {...props} className={styles['list'] ?? ''} data-tone={tone} />
}

export function Tab(props: Omit<ComponentProps<typeof Parts.Trigger>, 'className'>) {
  return <Parts.Trigger {...props} className={styles['tab'] ?? ''} />
}

/** The pane; `scrolls` where what is in it does not do so itself. */
export function TabPane({ scrolls = false, ...props }: Omit<ComponentProps<typeof Parts.Content>, 'className'> & { scrolls?: boolean }) {
  return <Parts.Content {...props} tabIndex={-1} className={`${styles['pane']} ${scrolls ? styles['scrolls'] : ''}`} />
}
