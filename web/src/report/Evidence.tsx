import { createContext, useContext } from 'react'
import { Link } from 'react-router'
import { asTime } from '../session/clock'
import styles from './Report.module.css'

/** The session, and the interview time of the moments that the report knows. */
export const Moments = createContext<{ sessionId: string; times: ReadonlyMap<number, number> }>({ sessionId: '', times: new Map() })

/** A link to a moment in the replay, by its time where that is known. */
export function At({ seq }: { seq: number }) {
  const { sessionId, times } = useContext(Moments)
  const time = times.get(seq)
  const words = time === undefined ? `#${seq}` : asTime(time)
  return (
    <Link className={styles['at'] ?? ''} to={`/session/${sessionId}/replay#${seq}`} aria-label={`${words}, event ${seq} in the replay`}>
      {words}
    </Link>
  )
}

const MOST = 8

/** The moments that a claim rests on. */
export function Evidence({ seqs }: { seqs: readonly number[] }) {
  if (seqs.length === 0) return null
  return (
    <span className={styles['evidence']}>
      <span className={styles['soft']}>Evidence</span>
      {seqs.slice(0, MOST).map((seq) => (
        <At key={seq} seq={seq} />
      ))}
      {seqs.length > MOST && <span className={styles['soft']}>and {seqs.length - MOST} more</span>}
    </span>
  )
}
