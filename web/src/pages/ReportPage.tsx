import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useParams } from 'react-router'
import { Problem } from '../api/problem'
import { reportOf, roleOf } from '../api/queries'
import { ReportView } from '../report/ReportView'
import { Button } from '../ui/Button'
import { Loading, State } from '../ui/State'
import styles from './ReportPage.module.css'
import { SessionTop } from './SessionTop'

const LOOK_AGAIN_MS = 3_000

/** The report, for both sides; while it is not written yet the page waits for it. */
export default function ReportPage() {
  const { sessionId = '' } = useParams()
  const { data, error, refetch, isFetching } = useQuery({
    ...reportOf(sessionId),
    refetchInterval: ({ state }) => (isEarly(state.error) ? LOOK_AGAIN_MS : false),
  })
  const { data: whose } = useQuery({ ...roleOf(sessionId), retry: false })
  useEffect(() => {
    document.title = `Report${data?.session.candidate_name ? ` on ${data.session.candidate_name}` : ''} · InterviewLM`
  }, [data])
  return (
    <div className={styles['page']}>
      <SessionTop sessionId={sessionId}>{data !== undefined && <Button onClick={() => window.print()}>Print</Button>}</SessionTop>
      <main className={styles['main']}>
        {data !== undefined && <ReportView report={data} leads={whose?.role === 'interviewer' || whose?.role === 'system'} />}
        {data === undefined && error === null && <Loading what="Reading the report" />}
        {data === undefined && error !== null && (
          <State
            whole
            icon={isEarly(error) ? 'wait' : 'warn'}
            title={isEarly(error) ? 'The report is not ready yet' : 'The report cannot be shown'}
            action={
              <Button disabled={isFetching} onClick={() => void refetch()}>
                Look again
              </Button>
            }
          >
            {isEarly(error)
              ? 'It is written when the interview ends, which takes a moment. It appears here by itself.'
              : error instanceof Problem && error.status === 401
                ? 'Open the link that you were sent once more, as a whole: it holds the key to the session.'
                : Problem.words(error)}
          </State>
        )}
      </main>
    </div>
  )
}

const isEarly = (error: Error | null): boolean => error instanceof Problem && error.code === 'report_not_ready'
