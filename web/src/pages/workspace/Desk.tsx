import { lazy, Suspense, useCallback, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { Brief } from '../../brief/Brief'
import type { Editors } from '../../editor/editors'
import { Controls } from '../../interviewer/Controls'
import { Rail } from '../../interviewer/Rail'
import { Speak } from '../../interviewer/Speak'
import { FileTree } from '../../files/FileTree'
import { useTree } from '../../files/useTree'
import type { Partner } from '../../protocol/frames'
import { useSession, useView } from '../../session/context'
import { Telling } from '../../session/telling'
import { TestsPane } from '../../tests-pane/TestsPane'
import { Button } from '../../ui/Button'
import { Loading } from '../../ui/State'
import { EditorPane } from './EditorPane'
import { EndDialog, SubmitDialog } from './Dialogs'
import { NoticeBanner } from './NoticeBanner'
import { LanguageChoice } from './LanguageChoice'
import { BottomBar, Narrow } from './Narrow'
import { OutputPane } from './OutputPane'
import { StatusBar } from './StatusBar'
import { TalkPane } from './TalkPane'
import { TopBar } from './TopBar'
import { useActions } from './useActions'
import { useFollow } from './useFollow'
import { useKeys } from './useKeys'
import { usePageEvents } from './usePageEvents'
import { useTabs } from './useTabs'
import { useWide } from './useWide'
import styles from './Workspace.module.css'

const Terminals = lazy(() => import('../../terminal/Terminals'))

export type Output = 'tests' | 'terminal'
interface Props {
  editors: Editors
  /** Whether this is the candidate; everybody else looks on. */
  acts: boolean
  /** Whether this is an interviewer, who directs. */
  leads: boolean
  banner: React.ReactNode
  inert: boolean
  /** The page was opened in the middle of the interview. */
  resumed: boolean
}

/** The candidate's desk: the task and the files, the editor over tests and terminal, and the two conversations. */
export function Desk({ editors, acts, leads, banner, inert, resumed }: Props) {
  const { api } = useSession()
  const [telling] = useState(() => new Telling(api))
  const tabs = useTabs((path) => {
    if (!acts) return
    telling.tell({ event_type: 'file_opened', path })
    // At once: who follows wants to see it, too.
    void telling.flush()
  })
  const actions = useActions(editors, telling)
  const [output, setOutput] = useState<Output>('tests')
  const [pane, setPane] = useState('code')
  const [begun, setBegun] = useState<{ text: string; partner: Partner } | null>(null)
  const [asking, setAsking] = useState<'submit' | 'end' | null>(null)
  const wide = useWide()
  const judging = useView((view) => view.awaited === 'submission' || (view.run?.kind === 'submission' && view.run.verdict === null && view.run.finished === null))
  const running = useView((view) => view.awaited === 'run' || (view.run?.kind === 'run' && view.run.finished === null))
  usePageEvents(telling, tabs.active, acts)
  const [following, setFollowing] = useState(leads)
  useFollow(following, tabs.open, editors)

  const show = useCallback((what: Output) => {
    setOutput(what)
    setPane(what)
  }, [])
  const run = useCallback(() => {
    if (!acts) return
    show('tests')
    void actions.run()
  }, [acts, actions, show])
  const partner: Partner = useView((view) => (view.assistance.kind === 'off' ? 'interviewer' : 'assistant'))
  const ask = (text: string) => {
    setPane('talk')
    setBegun({ text, partner })
  }
  const leave = (next: string) => {
    setPane(next)
    setBegun(null)
  }
  useKeys({ run, save: () => void actions.save() })

  const leaveTerminal = useCallback(() => document.querySelector<HTMLElement>('[data-chat]')?.focus(), [])
  const runButton =
    acts &&
    (running ? (
      <Button icon="stop" onClick={() => void actions.cancel()} aria-label="Stop the run">
        <span className={styles['roomy']}>Stop the run</span>
      </Button>
    ) : (
      <Button icon="play" onClick={run} disabled={judging} aria-label="Run tests" title="Ctrl+Enter">
        <span className={styles['roomy']}>Run tests</span>
      </Button>
    ))
  const choice = acts && <LanguageChoice onWrong={actions.complain} />
  const chosen = { ...tabs, open: (path: string) => { setFollowing(false); tabs.open(path) } }
  const files = <Files active={tabs.active} onOpen={(path) => { chosen.open(path); setPane('code') }} />
  const terminal = (
    <Suspense fallback={<Loading what="The terminal is being loaded" />}>
      <Terminals acts={acts} onLeave={leaveTerminal} />
    </Suspense>
  )
  const code = <EditorPane editors={editors} tabs={chosen} acts={acts} onAsk={ask} />
  const talk = (
    <>
      <div className={styles['fill']}>
        <TalkPane acts={acts} begun={begun} />
      </div>
      {leads && <Speak />}
    </>
  )
  return (
    <div className={styles['app']} inert={inert}>
      <button type="button" className="skip" onClick={() => document.querySelector<HTMLElement>('.cm-content')?.focus()}>
        Skip to the editor
      </button>
      <TopBar>
        <span className={styles['wide']}>{choice}</span>
        {runButton}
        {leads && <Controls following={following} onFollow={setFollowing} />}
        {acts && (
          <>
            <Button look="primary" disabled={judging} onClick={() => setAsking('submit')}>
              {judging ? 'Judging…' : 'Submit'}
            </Button>
            <span className={styles['wide']}>
              <Button look="quiet" onClick={() => setAsking('end')}>
                End
              </Button>
            </span>
          </>
        )}
      </TopBar>
      <div>
        {banner}
        <NoticeBanner wrong={actions.wrong} forget={actions.forget} onCases={() => show('tests')} resumed={resumed && acts} />
      </div>
      <main className={styles['body']}>
        {wide ? (
          <Group orientation="horizontal" id="columns">
            <Panel id="left" defaultSize="25%" minSize="200px">
              <Group orientation="vertical" id="left-rows">
                <Panel id="brief" defaultSize="66%" minSize="120px" className={styles['panel'] ?? ''}>
                  <div className={styles['fill']}>
                    <Brief />
                  </div>
                </Panel>
                <Separator className={styles['down'] ?? ''} aria-label="Height of the files" />
                <Panel id="files" minSize="90px" className={styles['panel'] ?? ''}>
                  <h2 className={styles['paneHead']}>Files</h2>
                  <div className={`${styles['fill']} ${styles['scroll']}`}>{files}</div>
                </Panel>
              </Group>
            </Panel>
            <Separator className={styles['across'] ?? ''} aria-label="Width of the task" />
            <Panel id="middle" minSize="300px">
              <Group orientation="vertical" id="middle-rows">
                <Panel id="code" defaultSize="64%" minSize="120px" className={styles['panel'] ?? ''}>
                  {code}
                </Panel>
                <Separator className={styles['down'] ?? ''} aria-label="Height of tests and terminal" />
                <Panel id="output" minSize="90px" className={styles['panel'] ?? ''}>
                  <OutputPane shown={output} onShow={setOutput} terminal={terminal} action={runButton} />
                </Panel>
              </Group>
            </Panel>
            <Separator className={styles['across'] ?? ''} aria-label="Width of the conversations" />
            <Panel id="right" defaultSize={leads ? '32%' : '26%'} minSize="240px" className={styles['panel'] ?? ''}>
              {leads ? (
                <Group orientation="vertical" id="right-rows">
                  <Panel id="rail" defaultSize="54%" minSize="120px" className={styles['panel'] ?? ''}>
                    <Rail />
                  </Panel>
                  <Separator className={styles['down'] ?? ''} aria-label="Height of the conversations" />
                  <Panel id="talk" minSize="180px" className={styles['panel'] ?? ''}>
                    {talk}
                  </Panel>
                </Group>
              ) : (
                talk
              )}
            </Panel>
          </Group>
        ) : (
          <Narrow
            pane={pane}
            panes={{
              task: (
                <div className={`${styles['panel']} ${styles['scroll']}`} style={{ height: '100%' }}>
                  {choice !== false && <p className={styles['foot']}>{choice}</p>}
                  {files}
                  <Brief />
                  {acts && (
                    <p className={styles['foot']}>
                      <Button onClick={() => setAsking('end')}>End the interview</Button>
                    </p>
                  )}
                </div>
              ),
              code,
              tests: <TestsPane action={runButton} />,
              terminal,
              talk,
              lead: <Rail />,
            }}
          />
        )}
      </main>
      {wide ? <StatusBar editors={editors} path={tabs.active} /> : <BottomBar pane={pane} onPane={leave} leads={leads} />}
      <SubmitDialog
        open={asking === 'submit'}
        onClose={() => setAsking(null)}
        onSubmit={() => {
          show('tests')
          void actions.submit()
        }}
      />
      <EndDialog open={asking === 'end'} onClose={() => setAsking(null)} onEnd={() => void actions.end()} />
    </div>
  )
}

function Files({ active, onOpen }: { active: string; onOpen: (path: string) => void }) {
  const { entries, failed, again } = useTree()
  return (
    <>
      <FileTree entries={entries} active={active} onOpen={onOpen} />
      {failed && (
        <output className={styles['foot']}>
          Files beside those of the task cannot be listed just now. <Button onClick={again}>Try again</Button>
        </output>
      )}
    </>
  )
}
