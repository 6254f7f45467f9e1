import { useEffect, useState } from 'react'
import { Editors } from '../../editor/editors'
import { useSession, useSnapshot, useView } from '../../session/context'
import { isOver } from '../../session/view'
import { Loading, State } from '../../ui/State'
import { ConnectionBanner } from './ConnectionBanner'
import { Desk } from './Desk'
import { EndScreen } from './EndScreen'
import { PauseScreen } from './PauseScreen'
import { StartScreen } from './StartScreen'
import { TopBar } from './TopBar'
import { useSpokenEvents } from './useSpokenEvents'
import styles from './Workspace.module.css'

/** A session from its start screen to its end; who is not the candidate looks on. */
export function Workspace() {
  const { store } = useSession()
  const role = useSnapshot((snapshot) => snapshot.role)
  const { loaded, resumed } = useLoaded()
  const link = useSnapshot((snapshot) => snapshot.link)
  const acts = role === 'candidate'
  const leads = role === 'interviewer' || role === 'system'
  const status = useView((view) => view.status)
  const title = useView((view) => (view.status === 'created' ? undefined : view.question?.question_title))
  const editors = useEditors(acts)
  useSpokenEvents(store, leads)
  useEffect(() => {
    document.title = title === undefined ? 'Interview' : `${title} · Interview`
  }, [title])

  if (link.state === 'closed' && !isOver(status)) return <Closed code={link.code} reason={link.reason} />
  if (!loaded || editors === null) return <Loading what="Opening the session" />
  if (status === 'created') return <StartScreen acts={acts} />
  if (status === 'starting') {
    return (
      <div className={styles['app']}>
        <TopBar />
        <Loading what="The interviewer is being started and chooses the first question" />
      </div>
    )
  }
  if (status === 'completing' || isOver(status)) return <EndScreen leads={leads} />
  return (
    <>
      <Desk editors={editors} acts={acts} leads={leads} banner={<ConnectionBanner editors={editors} />} inert={status === 'paused' && !leads} resumed={resumed} />
      {status === 'paused' && !leads && <PauseScreen />}
    </>
  )
}

/**
 * Whether the log was seen to its end once, and whether the interview was under way then.
 *
 * A lost connection later does not take the page away.
 */
function useLoaded(): { loaded: boolean; resumed: boolean } {
  const caughtUp = useSnapshot((snapshot) => snapshot.caughtUp)
  const status = useView((view) => view.status)
  const [state, setState] = useState({ loaded: false, resumed: false })
  if (caughtUp && !state.loaded) setState({ loaded: true, resumed: status === 'active' || status === 'paused' })
  return state
}

function useEditors(mayEdit: boolean): Editors | null {
  const { store } = useSession()
  const [editors, setEditors] = useState<Editors | null>(null)
  useEffect(() => {
    const made = new Editors(store, { mayEdit })
    // oxlint-disable-next-line react/set-state-in-effect -- the editors listen to the store from here on
    setEditors(made)
    return () => made.dispose()
  }, [store, mayEdit])
  return editors
}

function Closed({ code, reason }: { code: number; reason: string }) {
  const words =
    code === 4401
      ? 'Your link is no longer valid; somebody may have made a new one. Ask for it.'
      : code === 4404
        ? 'The session was deleted, or this link is of another one.'
        : reason || 'The connection was closed. Load the page again to come back.'
  return (
    <main>
      <State whole icon="lock" title="The session is closed to this page">
        {words}
      </State>
    </main>
  )
}
