import { Dialog as Parts } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './Dialog.module.css'

interface Props {
  open: boolean
  title: string
  /** One sentence under the title, read with it. */
  summary?: ReactNode
  onClose: () => void
  actions?: ReactNode
  children?: ReactNode
}

/** A question to the person, above the page; Escape and the veil close it. */
export function Dialog({ open, title, summary, onClose, actions, children }: Props) {
  return (
    <Parts.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Parts.Portal>
        <Parts.Overlay className={styles['veil'] ?? ''} />
        <Parts.Content className={styles['box'] ?? ''} {...(summary === undefined ? { 'aria-describedby': undefined } : {})}>
          <Parts.Title className={styles['title'] ?? ''}>{title}</Parts.Title>
          {summary !== undefined && <Parts.Description>{summary}</Parts.Description>}
          {children}
          {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  )
}
