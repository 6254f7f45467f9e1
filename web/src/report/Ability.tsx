import type { ReportOut } from '../protocol/generated'
import { At } from './Evidence'
import styles from './Report.module.css'

const [WIDTH, HEIGHT, RANGE] = [1000, 120, 4]
const y = (logits: number) => HEIGHT / 2 - (Math.max(-RANGE, Math.min(RANGE, logits)) / RANGE) * (HEIGHT / 2 - 8)
const asLogits = (milli: number) => (milli / 1000).toFixed(2)

/** The estimate of the candidate's ability after each submission, with its error; the same as a table. */
export function Ability({ steps }: { steps: ReportOut['ability'] }) {
  const x = (at: number) => ((at + 0.5) / steps.length) * WIDTH
  const points = steps.map((step, at) => ({ at: x(at), middle: step.ability_milli / 1000, error: step.error_milli / 1000, seq: step.seq }))
  return (
    <figure className={styles['figure']}>
      <h3>Ability after each submission</h3>
      <svg className={styles['ability']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} className={styles['axis']} />
        {points.map(({ at, middle, error, seq }) => (
          <g key={seq}>
            <rect x={at - 10} width="20" y={y(middle + error)} height={Math.max(2, y(middle - error) - y(middle + error))} className={styles['error']} />
            <rect x={at - 10} width="20" y={y(middle) - 1.5} height="3" className={styles['barFill']} />
          </g>
        ))}
      </svg>
      <div className={styles['tableBox']}>
        <table className={styles['table']}>
          <caption className="vh">Ability after each submission</caption>
          <thead>
            <tr>
              <th scope="col">After</th>
              <th scope="col">Question</th>
              <th scope="col">Ability</th>
              <th scope="col">Error</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.seq}>
                <td>
                  <At seq={step.seq} />
                </td>
                <td>{step.question_id}</td>
                <td>{asLogits(step.ability_milli)}</td>
                <td>± {asLogits(step.error_milli)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
