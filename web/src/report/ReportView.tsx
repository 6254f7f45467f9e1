import { useMemo } from 'react'
import { Link } from 'react-router'
import type { ReportOut } from '../protocol/generated'
import { asTime } from '../session/clock'
import { Badge } from '../ui/Badge'
import { Markdown } from '../ui/Markdown'
import { Ability } from './Ability'
import { At, Evidence, Moments } from './Evidence'
import { Help } from './Help'
import { Overall, Questions } from './Questions'
import styles from './Report.module.css'
import { Scores } from './Scores'
import { Strip } from './Strip'

/** A report, evidence first; what the reader's role may not see is not in it. Who `leads` may go on with notes and ratings. */
export function ReportView({ report, leads }: { report: ReportOut; leads: boolean }) {
  const { session } = report
  const moments = useMemo(
    () => ({ sessionId: session.session_id, times: timesOf(report) }),
    [session, report],
  )
  return (
    <Moments value={moments}>
      <header className={styles['lead']}>
        <h1>{session.candidate_name === '' ? 'Report' : `Report on ${session.candidate_name}`}</h1>
        <p className={styles['facts']}>
          <span>{new Date(session.created_at).toLocaleDateString(undefined, { dateStyle: 'long' })}</span>
          <Badge>{session.interview_type}</Badge>
          <Badge icon="clock">{`${asTime(session.elapsed_ms)} of ${asTime(session.duration_ms + session.extended_ms)}`}</Badge>
          <Badge icon="person">{`Interviewer: ${report.brain}`}</Badge>
        </p>
      </header>
      <section className={styles['section']} aria-label="In short">
        <Overall report={report} />
        <Summary report={report} />
        <div className={styles['columns']}>
          <List title="Strengths" points={report.strengths} report={report} />
          <List title="To work on" points={report.improvements} report={report} />
        </div>
      </section>
      <section className={styles['section']} aria-labelledby="report-scores">
        <h2 id="report-scores">Scores</h2>
        {report.scores.length === 0 ? <p className={styles['soft']}>Nothing was observed that could be scored.</p> : <Scores scores={report.scores} />}
      </section>
      <section className={styles['section']} aria-labelledby="report-timeline">
        <h2 id="report-timeline">Timeline</h2>
        <Strip timeline={report.timeline} elapsedMs={session.elapsed_ms} />
      </section>
      <section className={styles['section']} aria-labelledby="report-questions">
        <h2 id="report-questions">Questions</h2>
        {report.questions.length === 0 ? <p className={styles['soft']}>No question was asked.</p> : <Questions report={report} />}
      </section>
      <Help report={report} />
      <ForInterviewers report={report} leads={leads} />
    </Moments>
  )
}

/** The interview time of every event that the report has a link to. */
function timesOf({ times, timeline, assistance }: ReportOut): ReadonlyMap<number, number> {
  const named = Object.entries(times).map(([seq, ms]) => [Number(seq), ms] as const)
  const changes = assistance?.level_changes ?? []
  return new Map([...named, ...[...timeline, ...changes].map((one) => [one.seq, one.elapsed_ms] as const)])
}

/** The summary, sentence by sentence with what it rests on where that is known. */
function Summary({ report }: { report: ReportOut }) {
  const claims = report.claims.filter((claim) => claim.kind === 'summary')
  if (claims.length === 0) return <Markdown text={report.summary} />
  return (
    <p>
      {claims.map(({ text, evidence }) => (
        <span key={text}>
          {text} <Evidence seqs={evidence} />{' '}
        </span>
      ))}
    </p>
  )
}

function List({ title, points, report }: { title: string; points: readonly string[]; report: ReportOut }) {
  if (points.length === 0) return null
  return (
    <div>
      <h2>{title}</h2>
      <ul>
        {points.map((words) => (
          <li key={words}>
            {words} <Evidence seqs={report.claims.find((claim) => claim.text === words)?.evidence ?? []} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function ForInterviewers({ report, leads }: { report: ReportOut; leads: boolean }) {
  const { notes, struggles, ability } = report
  if (!leads && notes.length + struggles.length + ability.length === 0) return null
  return (
    <section className={styles['section']} aria-labelledby="report-private">
      <h2 id="report-private">
        For interviewers <Badge icon="lock">the candidate does not see this</Badge>
      </h2>
      {leads && (
        <p className={styles['onScreen']}>
          <Link to={`/session/${report.session.session_id}`}>Write notes and ratings</Link>, also now; they come into this report.
        </p>
      )}
      {notes.length > 0 && (
        <>
          <h3>Notes</h3>
          <ul className={styles['plain']}>
            {notes.map((note) => (
              <li key={note.seq} className={styles['note']}>
                <At seq={note.at_seq} /> {note.text}
              </li>
            ))}
          </ul>
        </>
      )}
      {struggles.length > 0 && (
        <>
          <h3>Signs of struggle</h3>
          <ul className={styles['plain']}>
            {struggles.map((one) => (
              <li key={one.seq}>
                <At seq={one.seq} /> {report.timeline.find((moment) => moment.seq === one.seq)?.text ?? one.kind}
              </li>
            ))}
          </ul>
        </>
      )}
      {ability.length > 0 && <Ability steps={ability} />}
    </section>
  )
}
