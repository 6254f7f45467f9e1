import { useSyncExternalStore } from 'react'
import type { Editors } from '../../editor/editors'
import { useSnapshot, useView } from '../../session/context'
import { Icon } from '../../ui/Icon'
import styles from './Workspace.module.css'

const LINK = { connecting: 'Connecting', open: 'Connected', waiting: 'Reconnecting', closed: 'Closed' }

/** The connection, what is unsaved, where the caret is, and the keys one has to know. */
export function StatusBar({ editors, path }: { editors: Editors; path: string }) {
  const link = useSnapshot((snapshot) => snapshot.link.state)
  const brain = useView((view) => view.brain)
  const { unsaved, caret } = useSyncExternalStore(editors.subscribe, editors.getState)
  return (
    <footer className={styles['status']}>
      <span className={styles['linkState']} data-state={link}>
        <Icon name={link === 'open' ? 'check' : 'warn'} size={12} />
        {LINK[link]}
      </span>
      <span>{unsaved > 0 ? `${unsaved} unsaved` : 'Saved'}</span>
      <span>{path}</span>
      {caret !== '' && <span className={styles['wide']}>{caret}</span>}
      <span className={styles['space']} />
      {brain !== '' && <span className={styles['wide']}>Interviewer: {brain}</span>}
      <span className={`${styles['keys']} ${styles['wide']}`}>
        Ctrl+Enter runs · Esc, then Tab leaves the editor · Ctrl+Shift+. leaves the terminal
      </span>
    </footer>
  )
}
