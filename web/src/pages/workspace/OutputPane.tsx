import { type ReactNode, useState } from 'react'
import { TestsPane } from '../../tests-pane/TestsPane'
import { Icon } from '../../ui/Icon'
import { Tab, TabList, TabPane, Tabs } from '../../ui/Tabs'
import type { Output } from './Desk'

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
    <Tabs value={shown} onValueChange={(value) => onShow(value === 'terminal' ? 'terminal' : 'tests')}>
      <TabList aria-label="Output">
        <Tab value="tests">
          <Icon name="play" size={12} /> Tests
        </Tab>
        <Tab value="terminal">
          <Icon name="terminal" size={12} /> Terminal
        </Tab>
      </TabList>
      <TabPane value="tests">
        <TestsPane action={action} />
      </TabPane>
      <TabPane value="terminal" forceMount hidden={shown !== 'terminal'}>
        {opened && terminal}
      </TabPane>
    </Tabs>
  )
}
