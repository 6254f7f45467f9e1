import { useState } from 'react'
import type { CaseReport, PublicCase } from '../protocol/generated'
import { Icon } from '../ui/Icon'
import { difference, laidOut, type Stretch, whole } from './difference'
import styles from './TestsPane.module.css'
import { outcomeWords } from './words'

/** One finished case; a failed one can be opened to what was expected and what came. */
export function CaseRow({ report, visible, first }: { report: CaseReport; visible?: PublicCase | undefined; first: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? (first && !report.passed)
  const mark = (
    <>
      <span className={report.passed ? styles['passed'] : styles['failed']}>
        <Icon name={report.passed ? 'check' : 'cross'} size={14} />
      </span>
      <span className={styles['name']}>
        {report.name}
        {report.hidden && <span className={styles['time']}> hidden</span>}
        {report.own && <span className={styles['time']}> {report.file ?? 'your own test'}</span>}
      </span>
      {!report.passed && <span className={styles['failed']}>{outcomeWords(report.outcome)}</span>}
      {report.passed && <span className="vh">Passed</span>}
      <span className={styles['time']}>{report.duration_ms} ms</span>
    </>
  )
  return (
    <li className={styles['case']}>
      <button type="button" className={styles['row']} aria-expanded={open} onClick={() => setChosen(!open)}>
        {mark}
      </button>
      {open && <More report={report} visible={visible} />}
    </li>
  )
}

function More({ report, visible }: { report: CaseReport; visible: PublicCase | undefined }) {
  const expected = report.expected === null ? null : laidOut(report.expected)
  const actual = report.actual === null ? null : laidOut(report.actual)
  const both = expected !== null && actual !== null && !report.passed ? difference(expected, actual) : null
  return (
    <div className={styles['more']}>
      <dl className={styles['values']}>
        {visible !== undefined && (
          <>
            <dt>Input</dt>
            <dd>
              <code className={styles['value']}>{visible.input}</code>
            </dd>
          </>
        )}
        {expected !== null && (
          <>
            <dt>Expected</dt>
            <dd>
              <Value kind="expected" parts={both?.expected ?? [whole(expected)]} />
            </dd>
          </>
        )}
        {actual !== null && (
          <>
            <dt>Got</dt>
            <dd>
              <Value kind="actual" parts={both?.actual ?? [whole(actual)]} />
            </dd>
          </>
        )}
        {report.error !== null && (
          <>
            <dt>{report.line === null ? 'Error' : `Error, line ${report.line}`}</dt>
            <dd>
              <pre className={`${styles['value']} ${styles['error']}`}>{report.error}</pre>
            </dd>
          </>
        )}
        {report.output !== '' && (
          <>
            <dt>Printed</dt>
            <dd>
              <pre className={styles['value']}>{report.output}</pre>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}

function Value({ kind, parts }: { kind: 'expected' | 'actual'; parts: Stretch[] }) {
  return (
    <code className={`${styles['value']} ${styles[kind]}`}>
      {parts.map(({ text, at, differs }) => (differs ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>))}
    </code>
  )
}
