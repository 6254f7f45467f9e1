import { IconButton } from '../ui/Button'
import { Tab, TabList, TabPane, Tabs } from '../ui/Tabs'
import { TerminalPane } from './TerminalPane'
import styles from './TerminalPane.module.css'
import { MOST_TERMINALS, useTerminals } from './useTerminals'

/** The terminals of the workspace: a tab each where there are several; `acts` may open more. */
export default function Terminals({ acts, onLeave }: { acts: boolean; onLeave: () => void }) {
  const { names, shown, show, open, drop } = useTerminals()
  const more = acts && names.length < MOST_TERMINALS && <IconButton icon="plus" label="Open another terminal" onClick={open} />
  const screen = <TerminalPane key={shown} name={shown} onLeave={onLeave} onEnded={drop} tool={names.length === 1 && more} />
  if (names.length === 1) return screen
  return (
    <Tabs value={shown} onValueChange={show} activationMode="manual">
      <div className={styles['bar']}>
        <TabList aria-label="Terminals">
          {names.map((name) => (
            <Tab key={name} value={name}>
              {name}
            </Tab>
          ))}
        </TabList>
        {more}
      </div>
      <TabPane value={shown}>{screen}</TabPane>
    </Tabs>
  )
}
