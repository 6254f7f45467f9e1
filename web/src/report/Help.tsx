import type { AssistanceReport, ModelUsage, ReportOut } from '../protocol/generated'
import { At } from './Evidence'
import styles from './Report.module.css'
import { Bar, Scores } from './Scores'
import { asDollars, asPercent, asWords } from './words'

/** How the assistant was used, and what became of what it wrote. */
export function Help({ report }: { report: ReportOut }) {
  const { assistance: help, prompts, usage } = report
  if (help === null && usage === null) return null
  return (
    <section className={styles['section']} aria-labelledby="report-help">
      <h2 id="report-help">Use of AI</h2>
      {help !== null && <Assisted help={help} />}
      {prompts !== null && prompts.scores.some((score) => score.per_mille !== null) && (
        <>
          <h3>How the candidate asked</h3>
          <Scores scores={prompts.scores} />
          {prompts.reading !== null && (
            <>
              <h4>As {prompts.reading.model} reads it, beside these signals</h4>
              <Scores scores={prompts.reading.scores} />
            </>
          )}
        </>
      )}
      {usage !== null && <Cost usage={help?.usage ?? { all: usage }} />}
    </section>
  )
}

function Assisted({ help }: { help: AssistanceReport }) {
  const decided = help.accepted + help.rejected
  return (
    <>
      <dl className={styles['figures']}>
        {(
          [
            ['First level', help.first_level],
            ['Last level', help.level],
            ['Turns', help.turns],
            ['Edits', help.edits],
            ['Test runs', help.test_runs],
            ['Tool calls', help.tool_calls],
            ['of them done', asPercent(help.tool_success_per_mille)],
            ['Mean answer', asSeconds(help.mean_ms)],
            ['95 % within', asSeconds(help.p95_ms)],
            ['Unasked offers taken', help.offers_made === 0 ? 'none made' : `${help.offers_taken} of ${help.offers_made}`],
            ...Object.entries(help.ratings).map(([actor, rating]) => [`Rating by the ${actor}`, `${rating} of 5`] as const),
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {help.proposed > 0 && (
        <div className={styles['score']}>
          <span>Changes taken</span>
          <span className={styles['value']}>
            {help.accepted} of {help.proposed}
          </span>
          <span className={styles['barCell']} aria-hidden="true">
            <Bar perMille={Math.round((1000 * help.accepted) / help.proposed)} />
          </span>
          <span className={styles['why']}>
            {help.rejected} taken back{help.proposed > decided ? `, ${help.proposed - decided} left undecided` : ''}.
          </span>
        </div>
      )}
      {help.level_changes.length > 0 && (
        <ul className={styles['plain']}>
          {help.level_changes.map((change) => (
            <li key={change.seq}>
              <At seq={change.seq} /> from {change.before} to {change.level}: {change.reason || `by the ${change.by}`}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const asSeconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`)

function Cost({ usage }: { usage: Readonly<Record<string, ModelUsage>> }) {
  return (
    <div className={styles['tableBox']}>
      <table className={styles['table']}>
        <caption>What the models were asked</caption>
        <thead>
          <tr>
            <th scope="col">Voice</th>
            <th scope="col">Requests</th>
            <th scope="col">Tokens in</th>
            <th scope="col">Of them cached</th>
            <th scope="col">Tokens out</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(usage).map(([voice, one]) => (
            <tr key={voice}>
              <th scope="row">{asWords(voice)}</th>
              <td>{one.requests}</td>
              <td>{(one.input_tokens + one.cache_read_tokens + one.cache_write_tokens).toLocaleString()}</td>
              <td>{one.cache_read_tokens.toLocaleString()}</td>
              <td>{one.output_tokens.toLocaleString()}</td>
              <td>{asDollars(one.cost_micro_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
