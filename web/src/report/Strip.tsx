import type { Moment } from '../protocol/generated'
import { asTime } from '../session/clock'
import { At } from './Evidence'
import styles from './Report.module.css'
import { asWords } from './words'

const WIDTH = 1000
const ROWS: ReadonlyArray<readonly [name: string, types: readonly string[]]> = [
  ['Course', ['interview_started', 'language_changed', 'time_extended', 'time_warning', 'agent_restarted', 'interview_completing', 'interview_completed']],
  ['Tests', ['tests_finished', 'submission_judged']],
  ['Signals', ['inactivity_nudge', 'struggle_detected', 'brain_failed', 'budget_warned', 'cache_unread', 'leak_stopped']],
]
const SPANS: ReadonlyArray<readonly [begin: string, end: string, style: string]> = [
  ['interview_paused', 'interview_resumed', 'paused'],
  ['takeover_begun', 'takeover_ended', 'led'],
]

const WARNS = new Set(['struggle_detected', 'time_warning', 'brain_failed', 'budget_warned', 'cache_unread'])

const toneOf = ({ event_type: type, text }: Moment): string => {
  if (type === 'submission_judged') return text === 'accepted' ? 'pass' : 'fail'
  if (type === 'leak_stopped') return 'fail'
  if (WARNS.has(type)) return 'warn'
  return 'plain'
}

/** The interview as a strip: the questions as stretches, what happened as ticks; the same as a table below. */
export function Strip({ timeline, elapsedMs }: { timeline: readonly Moment[]; elapsedMs: number }) {
  const whole = Math.max(1, elapsedMs, timeline.at(-1)?.elapsed_ms ?? 0)
  const x = (ms: number) => (ms / whole) * WIDTH
  const questions = timeline.filter((moment) => moment.event_type === 'question_selected')
  return (
    <figure className={styles['figure']}>
      <svg className={styles['strip']} viewBox={`0 0 ${WIDTH} 84`} preserveAspectRatio="none" aria-hidden="true">
        {questions.map((question, at) => {
          const end = questions[at + 1]?.elapsed_ms ?? whole
          return (
            <rect key={question.seq} x={x(question.elapsed_ms)} width={Math.max(2, x(end) - x(question.elapsed_ms) - 2)} y="0" height="14" className={styles[`stretch${at % 2}`]}>
              <title>{question.text}</title>
            </rect>
          )
        })}
        {SPANS.flatMap(([begin, end, style]) =>
          timeline
            .filter((moment) => moment.event_type === begin)
            .map((from) => {
              const to = timeline.find((moment) => moment.seq > from.seq && moment.event_type === end)
              return <rect key={from.seq} x={x(from.elapsed_ms)} width={Math.max(3, x(to?.elapsed_ms ?? whole) - x(from.elapsed_ms))} y="16" height="4" className={styles[style]} />
            }),
        )}
        {ROWS.map(([name, types], row) => (
          <g key={name}>
            <line x1="0" x2={WIDTH} y1={34 + row * 22} y2={34 + row * 22} className={styles['axis']} />
            {timeline
              .filter((moment) => types.includes(moment.event_type))
              .map((moment) => (
                <rect key={moment.seq} x={Math.min(WIDTH - 3, x(moment.elapsed_ms))} y={27 + row * 22} width="3" height="14" className={styles['tick']} data-tone={toneOf(moment)}>
                  <title>{`${asTime(moment.elapsed_ms)} ${asWords(moment.event_type)}: ${moment.text}`}</title>
                </rect>
              ))}
          </g>
        ))}
      </svg>
      <figcaption className={styles['legend']}>
        <span>0:00</span>
        <span>Top to bottom: questions, course, tests, signals</span>
        <span>{asTime(whole)}</span>
      </figcaption>
      <details className={styles['details']}>
        <summary>The timeline as a table</summary>
        <div className={styles['tableBox']}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">What</th>
                <th scope="col">More</th>
              </tr>
            </thead>
            <tbody>
              {timeline.map((moment) => (
                <tr key={moment.seq}>
                  <td>
                    <At seq={moment.seq} />
                  </td>
                  <td>{asWords(moment.event_type)}</td>
                  <td>{moment.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
