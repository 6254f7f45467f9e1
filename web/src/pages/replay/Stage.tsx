import type { Text } from '@codemirror/state'
import { lazy, memo, Suspense, useState } from 'react'
import { Brief } from '../../brief/Brief'
import { CodeAt } from '../../editor/CodeAt'
import type { Player } from '../../replay/player'
import { Scrubber } from '../../replay/Scrubber'
import { Transport } from '../../replay/Transport'
import { useSession, useView } from '../../session/context'
import { indexAt } from '../../session/moments'
import type { Recording } from '../../session/recording'
import { Feed } from '../../session/words'
import { TestsPane } from '../../tests-pane/TestsPane'
import { Button } from '../../ui/Button'
import { Loading, State } from '../../ui/State'
import { Tab, TabList, TabPane, Tabs } from '../../ui/Tabs'
import { TalkPane } from '../workspace/TalkPane'
import frame from '../workspace/Workspace.module.css'
import styles from './ReplayPage.module.css'

// What these show is in the view: a moment that changes nothing of it draws nothing of them.
const Talk = memo(TalkPane)
const Tests = memo(TestsPane)
const TerminalAt = lazy(() => import('../../terminal/TerminalAt'))

interface Props {
  recording: Recording
  player: Player
  index: number
  count: number
}

/** Everything at one moment, and the means to go to another. */
export function Stage({ recording, player, index, count }: Props) {
  const { store } = useSession()
  const [feed] = useState(() => new Feed(recording.log))
  const title = useView((view) => view.question?.question_title) ?? 'Before the first question'
  const seq = recording.log[index]?.seq ?? 0
  const lines = feed.lines()
  const words = lines[indexAt(lines, seq)]?.text ?? ''
  return (
    <div className={styles['stage']} data-seq={seq}>
      <div>
        <h1 className={styles['title']}>{title}</h1>
        <Scrubber recording={recording} player={player} count={count} words={words} />
        <Transport recording={recording} player={player} sessionId={store.sessionId} />
        <p className={styles['now']}>{words}</p>
      </div>
      <div className={styles['panes']}>
        <section className={styles['pane']} aria-label="Code" data-pane="code">
          <Code recording={recording} index={index} />
        </section>
        <section className={styles['pane']} aria-label="Tests" data-pane="tests">
          <h2 className={frame['paneHead']}>Tests</h2>
          <div className={frame['fill']}>
            <Tests />
          </div>
        </section>
        <section className={styles['pane']} aria-label="Terminal" data-pane="terminal">
          <h2 className={frame['paneHead']}>Terminal</h2>
          <div className={frame['fill']}>
            <Suspense fallback={<Loading what="The terminal is being loaded" />}>
              <TerminalAt recording={recording} index={index} />
            </Suspense>
          </div>
        </section>
        <section className={styles['pane']} aria-label="Conversations" data-pane="talk">
          <Talk acts={false} begun={null} />
        </section>
      </div>
    </div>
  )
}

const TASK = 'the task'

/** The documents at this moment: the one that is worked on, unless another one was chosen. */
function Code({ recording, index }: { recording: Recording; index: number }) {
  const documents = useView((view) => view.documents)
  const [chosen, setChosen] = useState<string | null>(null)
  const [kept, setKept] = useState<ReadonlyMap<string, Text> | null>(null)
  const paths = [...documents.keys()]
  const worked = recording.pathAt(index)
  const wanted = chosen ?? worked
  const path = wanted === TASK || documents.has(wanted) ? wanted : (paths[0] ?? '')
  const document = documents.get(path)
  const data = recording.log[index]?.data
  if (paths.length === 0) {
    return (
      <State icon="code" title="No code yet">
        At this moment no question was asked.
      </State>
    )
  }
  const keep = () => setKept(kept === null ? new Map([...documents].map(([name, one]) => [name, one.text])) : null)
  return (
    <Tabs value={path} onValueChange={setChosen} activationMode="manual">
      <TabList aria-label="Documents">
        {[...paths, TASK].map((name) => (
          <Tab key={name} value={name}>
            {name.slice(name.lastIndexOf('/') + 1)}
          </Tab>
        ))}
      </TabList>
      <TabPane value={path}>
        {document === undefined ? (
          <Brief />
        ) : (
          <CodeAt
            key={path}
            path={path}
            text={document.text}
            author={data?.event_type === 'code_changed' ? data.author : null}
            baseline={kept?.get(path) ?? null}
          />
        )}
      </TabPane>
      <div className={styles['codeTools']}>
        {chosen !== null && chosen !== worked && <Button onClick={() => setChosen(null)}>Follow the work</Button>}
        <Button aria-pressed={kept !== null} onClick={keep}>
          {kept === null ? 'Compare with this moment' : 'Stop comparing'}
        </Button>
      </div>
    </Tabs>
  )
}
