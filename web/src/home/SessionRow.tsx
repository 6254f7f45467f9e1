import { useState } from 'react'
import { Link } from 'react-router'
import { office } from '../api/client'
import { Problem } from '../api/problem'
import type { InterviewOut, SessionStatus } from '../protocol/generated'
import { asTime } from '../session/clock'
import { announce } from '../ui/announce'
import { Badge, type BadgeTone } from '../ui/Badge'
import { Button } from '../ui/Button'
import type { IconName } from '../ui/Icon'
import styles from './SessionRow.module.css'

const LOOK: Record<SessionStatus, readonly [BadgeTone, IconName]> = {
  created: ['plain', 'clock'],
  starting: ['accent', 'wait'],
  active: ['accent', 'play'],
  paused: ['warn', 'pause'],
  completing: ['accent', 'wait'],
  completed: ['pass', 'check'],
  failed: ['fail', 'warn'],
  cancelled: ['plain', 'close'],
}

/** One session, and what can be done with it next. */
export function SessionRow({ session, onChanged }: { session: InterviewOut; onChanged: () => void }) {
  const { session_id: id, status } = session
  const [tone, icon] = LOOK[status]
  const created = new Date(session.created_at)
  return (
    <tr>
      <td>
        <Badge tone={tone} icon={icon}>
          {status}
        </Badge>
      </td>
      <td>
        <div>{session.candidate_name || session.user_id}</div>
        {session.candidate_name !== '' && <div className={styles['sub']}>{session.user_id}</div>}
      </td>
      <td>
        <div>{session.current_question ?? 'none yet'}</div>
        <div className={styles['sub']}>
          {[session.interview_type, session.language, session.difficulty].filter(Boolean).join(', ')}
        </div>
      </td>
      <td className={styles['number']}>
        {asTime(session.elapsed_ms)} of {session.duration_minutes} min
      </td>
      <td className={styles['number']}>
        <time dateTime={session.created_at}>
          {created.toLocaleDateString([], { day: 'numeric', month: 'short' })}{' '}
          {created.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
        </time>
      </td>
      <td>
        <Next id={id} status={status} onChanged={onChanged} />
      </td>
    </tr>
  )
}

function Next({ id, status, onChanged }: { id: string; status: SessionStatus; onChanged: () => void }) {
  const [wrong, setWrong] = useState('')
  const become = async (wanted: 'active' | 'paused' | 'completed' | 'cancelled') => {
    setWrong('')
    try {
      await office.setStatus(id, wanted)
      announce(`The session is ${wanted}`)
      onChanged()
    } catch (error) {
      setWrong(Problem.words(error))
    }
  }
  return (
    <div className={styles['actions']}>
      {status === 'completed' && <Link to={`/session/${id}/report`}>Report</Link>}
      {status === 'created' && <Button onClick={() => void become('cancelled')}>Cancel</Button>}
      {status === 'active' && <Button onClick={() => void become('paused')}>Pause</Button>}
      {status === 'paused' && <Button onClick={() => void become('active')}>Resume</Button>}
      {(status === 'active' || status === 'paused') && <Button onClick={() => void become('completed')}>End</Button>}
      {wrong !== '' && (
        <span className={styles['wrong']} role="alert">
          {wrong}
        </span>
      )}
    </div>
  )
}
