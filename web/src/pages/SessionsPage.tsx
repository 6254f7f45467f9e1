import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { office } from '../api/client'
import { apiKey } from '../api/credentials'
import { Problem } from '../api/problem'
import { KeyForm } from '../home/KeyForm'
import { SessionRow } from '../home/SessionRow'
import type { SessionStatus } from '../protocol/generated'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { Loading, State } from '../ui/State'
import styles from './Office.module.css'
import { OfficeFrame } from './OfficeFrame'

const STATUSES: readonly SessionStatus[] = [
  'created',
  'starting',
  'active',
  'paused',
  'completing',
  'completed',
  'failed',
  'cancelled',
]
const LOOK_AGAIN_MS = 3_000

/** The sessions, newest first, as they are now. */
export default function SessionsPage() {
  const [query, setQuery] = useSearchParams()
  const status = STATUSES.find((one) => one === query.get('status'))
  const userId = query.get('user') ?? undefined
  const [typed, setTyped] = useState(userId ?? '')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['sessions', status, userId],
    queryFn: ({ pageParam, signal }) => office.list({ status, userId, cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchInterval: LOOK_AGAIN_MS,
    retry: false,
  })
  useEffect(() => {
    document.title = 'Sessions · InterviewLM'
  }, [])

  const filter = (name: string, value: string) => {
    const next = new URLSearchParams(query)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setQuery(next, { replace: true })
  }
  const sessions = data?.pages.flatMap((page) => page.sessions) ?? []
  const locked = error instanceof Problem && error.status === 401
  return (
    <OfficeFrame>
      <div className={styles['lead']}>
        <h1>Sessions</h1>
      </div>
      {locked ? (
        <KeyForm refused={apiKey() !== null} onKey={() => void refetch()} />
      ) : (
        <>
          <form
            className={styles['filters']}
            onSubmit={(event) => {
              event.preventDefault()
              filter('user', typed.trim())
            }}
          >
            <Field label="Status">
              {(attributes) => (
                <select {...attributes} value={status ?? ''} onChange={({ target }) => filter('status', target.value)}>
                  <option value="">All</option>
                  {STATUSES.map((one) => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label="Id of the candidate">
              {(attributes) => <input {...attributes} value={typed} onChange={({ target }) => setTyped(target.value)} />}
            </Field>
            <Button type="submit">Filter</Button>
          </form>
          <div className={styles['tableBox']}>
            {data === undefined && error === null && (
              <div className={styles['empty']}>
                <Loading what="Loading the sessions" />
              </div>
            )}
            {data === undefined && error !== null && (
              <div className={styles['empty']}>
                <State icon="warn" title="The sessions cannot be loaded" action={<Button onClick={() => void refetch()}>Try again</Button>}>
                  {Problem.words(error)}
                </State>
              </div>
            )}
            {data !== undefined && sessions.length === 0 && (
              <div className={styles['empty']}>
                <State icon="list" title="No session here" action={<Link to="/">Create a session</Link>}>
                  {status === undefined && userId === undefined ? 'There is none yet.' : 'None matches the filters.'}
                </State>
              </div>
            )}
            {sessions.length > 0 && (
              <table className={styles['table']}>
                <thead>
                  <tr>
                    <th scope="col">Status</th>
                    <th scope="col">Candidate</th>
                    <th scope="col">Question</th>
                    <th scope="col">Elapsed</th>
                    <th scope="col">Created</th>
                    <th scope="col">Next</th>
                  </tr>
                </thead>
                <tbody>
                  {sessions.map((session) => (
                    <SessionRow key={session.session_id} session={session} onChanged={() => void refetch()} />
                  ))}
                </tbody>
              </table>
            )}
          </div>
          {hasNextPage && (
            <p style={{ marginTop: 12 }}>
              <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {isFetchingNextPage ? 'Loading…' : 'Older sessions'}
              </Button>
            </p>
          )}
        </>
      )}
    </OfficeFrame>
  )
}
