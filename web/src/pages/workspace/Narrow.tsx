import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../ui/Icon'
import styles from './Workspace.module.css'

const PANES: ReadonlyArray<readonly [string, string, IconName]> = [
  ['task', 'Task', 'list'],
  ['code', 'Code', 'code'],
  ['tests', 'Tests', 'play'],
  ['terminal', 'Terminal', 'terminal'],
  ['talk', 'Talk', 'chat'],
]

/** One pane at a time, where there is no room for more. */
export function Narrow({ pane, panes }: { pane: string; panes: Record<string, ReactNode> }) {
  return (
    <div id={`pane-${pane}`} role="tabpanel" aria-label={pane} style={{ height: '100%' }} className={styles['panel']}>
      {panes[pane]}
    </div>
  )
}

/** Chooses the pane. */
export function BottomBar({ pane, onPane }: { pane: string; onPane: (pane: string) => void }) {
  return (
    <footer>
    <div className={styles['bottomBar']} role="tablist" aria-label="Panes">
      {PANES.map(([id, name, icon], at) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={pane === id}
          aria-controls={`pane-${id}`}
          tabIndex={pane === id ? 0 : -1}
          className={styles['bottomTab']}
          onClick={() => onPane(id)}
          onKeyDown={({ key, currentTarget }) => {
            const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
            const next = PANES[(at + step + PANES.length) % PANES.length]
            if (step === 0 || next === undefined) return
            onPane(next[0])
            currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]')[PANES.indexOf(next)]?.focus()
          }}
        >
          <Icon name={icon} />
          {name}
        </button>
      ))}
    </div>
    </footer>
  )
}

