import type { Score } from '../protocol/generated'
import { Evidence } from './Evidence'
import styles from './Report.module.css'
import { asPercent, asWords } from './words'

/** Scores as bars, each with its reason and the moments that it rests on. */
export function Scores({ scores }: { scores: readonly Score[] }) {
  return (
    <dl className={styles['scores']}>
      {scores.map(({ dimension, per_mille: perMille, reason, evidence }) => (
        <div key={dimension} className={styles['score']}>
          <dt>{asWords(dimension)}</dt>
          <dd className={styles['value']}>{asPercent(perMille)}</dd>
          <dd className={styles['barCell']} aria-hidden="true">
            <Bar perMille={perMille} />
          </dd>
          <dd className={styles['why']}>
            {reason} <Evidence seqs={evidence} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A share of a whole as a line. */
export function Bar({ perMille }: { perMille: number | null }) {
  return (
    <svg className={styles['bar']} viewBox="0 0 1000 8" preserveAspectRatio="none" data-observed={perMille !== null}>
      <rect width="1000" height="8" className={styles['barBack']} />
      <rect width={perMille ?? 0} height="8" className={styles['barFill']} />
    </svg>
  )
}
