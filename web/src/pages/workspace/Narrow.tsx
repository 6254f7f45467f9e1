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
const OF_INTERVIEWERS = [...PANES, ['lead', 'Lead', 'person']] as const

/** One pane at a time, where there is no room for more. */
export function Narrow({ pane, panes }: { pane: string; panes: Record<string, ReactNode> }) {
  return (
    <div id={`pane-${pane}`} role="tabpanel" aria-label={pane} style={{ height: '100%' }} className={styles['panel']}>
      {panes[pane]}
    </div>
  )
}

/** Chooses the pane. */
export function BottomBar({ pane, onPane, leads }: { pane: string; onPane: (pane: string) => void; leads: boolean }) {
  const panes = leads ? OF_INTERVIEWERS : PANES
  return (
    <footer>
    <div className={styles['bottomBar']} role="tablist" aria-label="Panes">
      {panes.map(([id, name, icon], at) => (
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
            const next = panes[(at + step + panes.length) % panes.length]
            if (step === 0 || next === undefined) return
            onPane(next[0])
            currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]')[panes.indexOf(next)]?.focus()
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

