import { Tabs as Parts } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { TestsPane } from '../../tests-pane/TestsPane'
import { Icon } from '../../ui/Icon'
import type { Output } from './Desk'
import styles from './Workspace.module.css'

interface Props {
  shown: Output
  onShow: (output: Output) => void
  terminal: ReactNode
  action: ReactNode
}

/** Tests and terminal; the terminal is loaded when it is first looked at, and goes on behind the tests. */
export function OutputPane({ shown, onShow, terminal, action }: Props) {
  const [opened, setOpened] = useState(false)
  if (shown === 'terminal' && !opened) setOpened(true)
  return (
    <Parts.Root value={shown} onValueChange={(value) => onShow(value === 'terminal' ? 'terminal' : 'tests')} className={styles['tabs'] ?? ''}>
      <Parts.List className={styles['tabList'] ?? ''} aria-label="Output">
        <Parts.Trigger value="tests" className={styles['tab'] ?? ''}>
          <Icon name="play" size={12} /> Tests
        </Parts.Trigger>
        <Parts.Trigger value="terminal" className={styles['tab'] ?? ''}>
          <Icon name="terminal" size={12} /> Terminal
        </Parts.Trigger>
      </Parts.List>
      <Parts.Content value="tests" className={styles['tabPane'] ?? ''} tabIndex={-1}>
        <TestsPane action={action} />
      </Parts.Content>
      <Parts.Content value="terminal" forceMount hidden={shown !== 'terminal'} className={styles['tabPane'] ?? ''} tabIndex={-1}>
        {opened && terminal}
      </Parts.Content>
    </Parts.Root>
  )
}
