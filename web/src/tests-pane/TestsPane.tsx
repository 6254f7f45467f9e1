import { useView } from '../session/context'
import type { Run } from '../session/view'
import { Icon } from '../ui/Icon'
import { Spinner, State } from '../ui/State'
import { CaseRow } from './CaseRow'
import styles from './TestsPane.module.css'
import { runWords } from './words'

/** The newest run or submission, case by case as it comes. */
export function TestsPane({ action }: { action?: React.ReactNode }) {
  const run = useView((view) => view.run)
  const awaited = useView((view) => view.awaited)
  const question = useView((view) => view.question)
  if (run === null) {
    if (awaited !== null) {
      return (
        <output className={styles['summary']}>
          <Spinner /> The tests are about to start
        </output>
      )
    }
    return (
      <State icon="play" title="No run yet" action={action}>
        Run the visible cases as often as you like. Only a submission counts.
      </State>
    )
  }
  const firstFailed = run.cases.find((one) => !one.passed)
  return (
    <div className={styles['pane']}>
      <Summary run={run} awaited={awaited !== null} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <section className={styles['scroll']} aria-label="Test results" tabIndex={0}>
        {run.verdict !== null && (
          <div className={styles['verdict']}>
            <p>{run.verdict.message}</p>
            {run.verdict.hidden_total > 0 && (
              <p>
                Hidden cases: {run.verdict.hidden_passed} of {run.verdict.hidden_total} pass
              </p>
            )}
          </div>
        )}
        {run.finished?.error != null && (
          <div className={styles['verdict']}>
            <pre className={`${styles['value']} ${styles['error']}`}>{run.finished.error}</pre>
          </div>
        )}
        <ul className={styles['list']}>
          {run.cases.map((report) => (
            <CaseRow
              key={`${run.id}:${report.name}`}
              report={report}
              visible={question?.cases.find((one) => one.name === report.name)}
              first={report === firstFailed}
            />
          ))}
        </ul>
      </section>
    </div>
  )
}

function Summary({ run, awaited }: { run: Run; awaited: boolean }) {
  const passed = run.cases.filter((one) => one.passed).length
  const over = run.finished !== null
  const good = run.verdict?.accepted ?? (over && run.finished.error === null && run.finished.failed === 0)
  const share = (count: number) => ({ width: `${(100 * count) / Math.max(1, run.total)}%` })
  return (
    <div className={styles['summary']}>
      <span className={`${styles['words']} ${over ? (good ? styles['passed'] : styles['failed']) : ''}`}>
        {over && !awaited ? <Icon name={good ? 'check' : 'cross'} size={14} /> : <Spinner />}
        {awaited ? 'The next run is about to start' : runWords(run)}
      </span>
      <span className={styles['bar']} aria-hidden="true">
        <span className={styles['barPassed']} style={share(passed)} />
        <span className={styles['barFailed']} style={share(run.cases.length - passed)} />
      </span>
      {run.finished !== null && <span className={styles['time']}>{run.finished.durationMs} ms</span>}
    </div>
  )
}
