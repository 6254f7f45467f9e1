import { useEffect, useState, useSyncExternalStore } from 'react'
import { useParams } from 'react-router'
import { sessionApi } from '../../api/client'
import { Player } from '../../replay/player'
import { onReplayKey } from '../../replay/Scrubber'
import { useRecording } from '../../replay/useRecording'
import { SessionProvider, type Source } from '../../session/context'
import type { Recording } from '../../session/recording'
import { SessionStore } from '../../session/store'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { Loading, State } from '../../ui/State'
import { SessionTop } from '../SessionTop'
import styles from './ReplayPage.module.css'
import { Stage } from './Stage'

/** An interview as it was, from its log: code, tests, terminal and talk at any moment. */
export default function ReplayPage() {
  const { sessionId = '' } = useParams()
  const [api] = useState(() => sessionApi(sessionId))
  // Where it begins; what the address becomes later moves the player.
  const [sought] = useState(hashSeq)
  const { recording, count, loaded, wrong, more } = useRecording(sessionId, api, sought)
  const reached = useReached(recording, { count, sought })
  const begun = loaded || reached || (wrong !== null && count > 0)
  useEffect(() => {
    document.title = 'Replay · InterviewLM'
  }, [])
  return (
    <div className={styles['page']}>
      <SessionTop sessionId={sessionId}>
        {loaded && <Button onClick={more}>Read what is new</Button>}
        {begun && !loaded && wrong === null && <span className={styles['reading']}>{`${count.toLocaleString()} events so far`}</span>}
      </SessionTop>
      <main className={styles['main']}>
        {wrong !== null && begun && (
          <Banner tone="warn" actions={<Button onClick={more}>Try again</Button>}>
            The recording ends early here: {wrong.message}
          </Banner>
        )}
        {wrong !== null && !begun && (
          <State whole icon="warn" title="The recording cannot be read" action={<Button onClick={more}>Try again</Button>}>
            {wrong.status === 401 ? 'Open the link that you were sent once more, as a whole: it holds the key to the session.' : wrong.message}
          </State>
        )}
        {wrong === null && !begun && <Loading what={count === 0 ? 'Reading the recording' : `Reading the recording: ${count.toLocaleString()} events`} />}
        {begun && count === 0 && (
          <State whole icon="info" title="Nothing happened yet">
            What happens in the interview can be seen again here.
          </State>
        )}
        {begun && count > 0 && <Shown sessionId={sessionId} recording={recording} count={count} />}
      </main>
    </div>
  )
}

/** Whether the moment that is looked for first has been read: the rest comes in behind the picture. */
function useReached(recording: Recording, { count, sought }: { count: number; sought: number }): boolean {
  const [reached, setReached] = useState(false)
  if (!reached && count > 0 && (sought === 0 ? beginning(recording) > 0 : (recording.log.at(-1)?.seq ?? 0) >= sought)) setReached(true)
  return reached
}

const hashSeq = () => Number(/^#(\d+)$/.exec(location.hash)?.[1] ?? '0')

function Shown({ sessionId, recording, count }: { sessionId: string; recording: Recording; count: number }) {
  const [{ player, store, source }] = useState(() => begin(sessionId, recording))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onReplayKey(event, player)
    const onHash = () => player.toIndex(recording.indexOf(hashSeq()))
    window.addEventListener('keydown', onKey)
    window.addEventListener('hashchange', onHash)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('hashchange', onHash)
      player.stop()
    }
  }, [player, recording])
  useEffect(() => {
    player.catchUp()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- more was read
  }, [player, count])
  const index = useSyncExternalStore(player.subscribe, () => player.getPlace().index)
  return (
    <SessionProvider store={store} source={source}>
      <Stage recording={recording} player={player} index={index} count={count} />
    </SessionProvider>
  )
}

/** A player at the moment of the address, and a source that shows the panes what it is at. */
function begin(sessionId: string, recording: Recording): { player: Player; store: SessionStore; source: Source } {
  const player = new Player(recording)
  player.toIndex(hashSeq() === 0 ? beginning(recording) : recording.indexOf(hashSeq()))
  // It is never opened: nothing is followed and nothing can be asked for.
  const store = new SessionStore(sessionId)
  const nothing = store.getSnapshot()
  let shown = { ...nothing, caughtUp: true, view: recording.viewAt(player.getPlace().index) }
  const getSnapshot = () => {
    const view = recording.viewAt(player.getPlace().index)
    if (view !== shown.view && view.seq !== shown.view.seq) shown = { ...shown, view }
    return shown
  }
  return { player, store, source: { subscribe: player.subscribe, getSnapshot } }
}

/** The first picture that shows something: the first question. */
const beginning = ({ log }: Recording): number => Math.max(0, log.findIndex(({ data }) => data.event_type === 'question_selected'))
