import type { QuestionReport, ReportOut } from '../protocol/generated'
import { asTime } from '../session/clock'
import { Badge } from '../ui/Badge'
import { At } from './Evidence'
import styles from './Report.module.css'
import { Scores } from './Scores'
import { asPercent, asWords } from './words'

/** Each question with its figures, submissions, scores and ratings. */
export function Questions({ report }: { report: ReportOut }) {
  return report.questions.map((question, at) => (
    <section key={question.question_id} className={styles['card']} aria-labelledby={`question-${at}`}>
      <header className={styles['cardHead']}>
        <h3 id={`question-${at}`}>{question.question_title}</h3>
        <Badge {...(question.solved ? { tone: 'pass', icon: 'check' } : { tone: 'fail', icon: 'cross' })}>
          {question.solved ? 'Solved' : 'Not solved'}
        </Badge>
        <Badge>{question.difficulty}</Badge>
      </header>
      <Figures question={question} />
      <Submissions report={report} questionId={question.question_id} />
      {question.scores.length > 0 && <Scores scores={question.scores} />}
      <Ratings report={report} questionId={question.question_id} />
    </section>
  ))
}

function Figures({ question }: { question: QuestionReport }) {
  const figures: ReadonlyArray<readonly [string, string | number]> = [
    ['Time', asTime(question.spent_ms)],
    ['Best result', `${question.best_passed} of ${question.total}`],
    ['Submissions', question.attempts],
    ['Runs', question.runs],
    ['Hints', question.hints],
  ]
  return (
    <dl className={styles['figures']}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Submissions({ report, questionId }: { report: ReportOut; questionId: string }) {
  const submissions = report.submissions.filter((one) => one.question_id === questionId)
  if (submissions.length === 0) return <p className={styles['soft']}>Nothing was handed in.</p>
  return (
    <ul className={styles['plain']}>
      {submissions.map((one) => (
        <li key={one.submission_id}>
          <At seq={one.seq} />{' '}
          <strong className={one.accepted ? styles['passed'] : styles['failed']}>{one.accepted ? 'Accepted' : 'Not accepted'}</strong>: {one.passed} of{' '}
          {one.total} cases pass{one.hidden_total > 0 ? `, ${one.hidden_passed} of the ${one.hidden_total} hidden ones` : ''}.{' '}
          <span className={styles['soft']}>
            {Object.entries(one.categories)
              .map(([category, [passed = 0, total = 0]]) => `${asWords(category)} ${passed}/${total}`)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Ratings({ report, questionId }: { report: ReportOut; questionId: string }) {
  const ratings = report.ratings.filter((one) => one.question_id === questionId)
  if (ratings.length === 0) return null
  return (
    <div className={styles['private']}>
      <h4>The interviewer’s ratings</h4>
      <Scores
        scores={ratings.map(({ dimension, level, comment, seq }) => ({
          dimension,
          per_mille: level * 250,
          reason: `${level} of 4${comment === '' ? '' : `: ${comment}`}`,
          evidence: [seq],
        }))}
      />
    </div>
  )
}

/** The whole interview in one figure. */
export function Overall({ report }: { report: ReportOut }) {
  const solved = report.questions.filter((question) => question.solved).length
  return (
    <dl className={styles['figures']}>
      <div data-main="">
        <dt>Overall</dt>
        <dd>{asPercent(report.overall_per_mille)}</dd>
      </div>
      <div>
        <dt>Solved</dt>
        <dd>
          {solved} of {report.questions.length}
        </dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>{asTime(report.session.elapsed_ms)}</dd>
      </div>
      <div>
        <dt>Messages</dt>
        <dd>{report.messages}</dd>
      </div>
    </dl>
  )
}
