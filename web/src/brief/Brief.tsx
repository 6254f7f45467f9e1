import { useView } from '../session/context'
import { Badge } from '../ui/Badge'
import { Markdown } from '../ui/Markdown'
import { Loading } from '../ui/State'
import styles from './Brief.module.css'

/** The task: its words and its visible cases. */
export function Brief() {
  const question = useView((view) => view.question)
  const number = useView((view) => view.asked.length)
  if (question === null) return <Loading what="The first question is being chosen" />
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <section className={styles['brief']} aria-label="Task" tabIndex={0}>
      <header className={styles['head']}>
        <h2 className={styles['title']}>{question.question_title}</h2>
        <Badge>{`Question ${number}`}</Badge>
        <Badge>{question.difficulty}</Badge>
        <Badge icon="clock">{`about ${question.estimated_minutes} min`}</Badge>
      </header>
      <Markdown text={question.description} />
      <div className={styles['cases']}>
        <h3>
          {question.cases.length} visible cases, {question.hidden_cases} hidden
        </h3>
        {question.cases.map((one) => (
          <details key={one.name} className={styles['case']}>
            <summary>{one.name}</summary>
            <dl>
              <dt>Input</dt>
              <dd>{one.input}</dd>
              <dt>Expected</dt>
              <dd>{one.expected}</dd>
            </dl>
          </details>
        ))}
      </div>
    </section>
  )
}
