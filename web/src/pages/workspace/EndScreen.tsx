import { Link } from 'react-router'
import { RateAssistant } from '../../chat/RateAssistant'
import { Rail } from '../../interviewer/Rail'
import { useSession, useView } from '../../session/context'
import { Badge } from '../../ui/Badge'
import { Markdown } from '../../ui/Markdown'
import { Loading } from '../../ui/State'
import styles from './Screen.module.css'
import { TopBar } from './TopBar'
import frame from './Workspace.module.css'

/** The interview is over, or about to be: what became of it; who led it goes on with notes and ratings. */
export function EndScreen({ leads }: { leads: boolean }) {
  const { store } = useSession()
  const status = useView((view) => view.status)
  const feedback = useView((view) => view.feedback)
  const failure = useView((view) => view.failure)
  const submissions = useView((view) => view.submissions)
  const asked = useView((view) => view.asked)
  const name = useView((view) => view.candidateName)
  const solved = new Set(submissions.filter((one) => one.accepted).map((one) => one.question_id))
  return (
    <div className={frame['app']}>
      <TopBar headed={status === 'completing'} />
      <div />
      <main className={styles['ending']} data-leads={leads}>
        <div className={styles['screen']}>
          {status === 'completing' ? (
            <Loading what="The interviewer looks over everything and writes the feedback" />
          ) : (
            <div className={styles['card']}>
              <div>
                <h1>{TITLES[status] ?? 'The interview is over'}</h1>
                <p className={styles['lead']}>
                  {status === 'completed' && (leads ? `The interview${name === '' ? '' : ` with ${name}`} is over. Everything is saved.` : `Thank you${name === '' ? '' : `, ${name}`}. Everything is saved; you can close this page.`)}
                  {status === 'failed' && (failure?.message ?? 'Something on our side failed. What you did is saved.')}
                  {status === 'cancelled' && 'It was ended without a report. What you did until then is saved.'}
                </p>
              </div>
              {asked.length > 0 && (
                <ul className={styles['checks']}>
                  {asked.map(({ id, title }) => (
                    <li key={id}>
                      <Badge {...(solved.has(id) ? { tone: 'pass', icon: 'check' } : { tone: 'plain' })}>
                        {solved.has(id) ? 'Solved' : 'Not solved'}
                      </Badge>
                      <strong>{title}</strong>
                      <span>{attempts(submissions.filter((one) => one.question_id === id).length)}</span>
                    </li>
                  ))}
                </ul>
              )}
              {feedback !== null && (
                <section className={styles['feedback']}>
                  <h2>Feedback</h2>
                  <Markdown text={feedback} />
                </section>
              )}
              <RateAssistant />
              {status === 'completed' && (
                <p>
                  <Link to={`/session/${store.sessionId}/report`}>Read the report</Link>
                  {leads && '; notes and ratings that you add here come into it.'}
                </p>
              )}
            </div>
          )}
        </div>
        {leads && (
          <section className={styles['beside']} aria-label="Notes and ratings">
            <Rail over />
          </section>
        )}
      </main>
    </div>
  )
}

const TITLES: Record<string, string> = {
  completed: 'That was it',
  failed: 'The interview had to stop',
  cancelled: 'The interview was cancelled',
}

const attempts = (count: number): string => (count === 1 ? '1 submission' : `${count} submissions`)
