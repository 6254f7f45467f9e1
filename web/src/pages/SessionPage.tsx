import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { Problem } from '../api/problem'
import { roleOf } from '../api/queries'
import { SessionProvider } from '../session/context'
import { SessionStore } from '../session/store'
import { Button } from '../ui/Button'
import { Loading, State } from '../ui/State'
import { Workspace } from './workspace/Workspace'

/** A session, for whoever holds a credential for it. */
export default function SessionPage() {
  const { sessionId = '' } = useParams()
  const { data, error, refetch, isFetching } = useQuery({
    ...roleOf(sessionId),
    retry: (count, problem) => count < 3 && problem instanceof Problem && problem.code === 'unreachable',
  })
  if (data !== undefined) return <Opened key={sessionId} sessionId={sessionId} />
  if (error === null) return <Loading what="Opening the session" />
  const again = (
    <Button look="primary" disabled={isFetching} onClick={() => void refetch()}>
      Try again
    </Button>
  )
  return (
    <main>
      <State whole icon="lock" title={titleOf(error)} action={isPassing(error) ? again : <Link to="/">To the start</Link>}>
        {wordsOf(error)}
      </State>
    </main>
  )
}

/** Whether it may be otherwise in a moment. */
const isPassing = (error: Error): boolean => error instanceof Problem && (error.status === 0 || error.status >= 500)

function titleOf(error: Error): string {
  if (!(error instanceof Problem)) return 'Something went wrong'
  if (error.status === 401) return 'This tab has no access to the session'
  return error.status === 404 || error.status === 422 ? 'There is no such session' : 'The session cannot be opened'
}

function wordsOf(error: Error): string {
  if (error instanceof Problem && error.status === 401) {
    return 'Open the link that you were sent once more, as a whole: it holds the key to the session. If it is refused again, ask for a new one.'
  }
  if (error instanceof Problem && (error.status === 404 || error.status === 422)) {
    return 'The link may be of another session, or the session was deleted. Ask whoever invited you.'
  }
  return Problem.words(error)
}

function Opened({ sessionId }: { sessionId: string }) {
  const [store, setStore] = useState<SessionStore | null>(null)
  useEffect(() => {
    const opened = new SessionStore(sessionId)
    opened.open()
    // oxlint-disable-next-line react/set-state-in-effect -- the connection is the external system
    setStore(opened)
    return () => opened.close()
  }, [sessionId])
  if (store === null) return <Loading what="Opening the session" />
  return (
    <SessionProvider store={store}>
      <Workspace />
    </SessionProvider>
  )
}
