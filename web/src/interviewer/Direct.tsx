import { useState } from 'react'
import type { Helpfulness } from '../protocol/generated'
import { useSession, useSnapshot, useView } from '../session/context'
import { Badge, type BadgeTone } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import styles from './Interviewer.module.css'
import { NextQuestion } from './NextQuestion'
import { useCall } from './useCall'
import { Wrong } from './Wrong'

const LEVELS: ReadonlyArray<readonly [Helpfulness, string]> = [
  ['consultant', 'Consultant: explains only'],
  ['pair-programming', 'Pair programming: small changes'],
  ['full-copilot', 'Full copilot: whole files'],
]
const TONES: Record<string, BadgeTone> = { candidate: 'accent', interviewer: 'interviewer' }
const OFFERED_MINUTES = [5, 10, 15] as const

/** Everything an interviewer can change about the course of the interview. */
export function Direct() {
  return (
    <div className={styles['pane']}>
      <People />
      <Lead />
      <MoreTime />
      <Assistant />
      <Course />
    </div>
  )
}

function People() {
  const people = useSnapshot((snapshot) => snapshot.people)
  const here = people.some((person) => person.role === 'candidate')
  return (
    <section className={styles['group']} aria-labelledby="direct-people">
      <h3 id="direct-people">Who is here</h3>
      <ul className={styles['people']}>
        {people.map(({ connection_id: id, role, name }) => (
          <li key={id}>
            <Badge tone={TONES[role] ?? 'plain'} icon="person">
              {name === '' ? role : `${name}, ${role}`}
            </Badge>
          </li>
        ))}
        {!here && <li className={styles['soft']}>The candidate is not connected.</li>}
      </ul>
    </section>
  )
}

function Lead() {
  const takenOver = useView((view) => view.takenOver)
  const { busy, wrong, call } = useCall()
  return (
    <section className={styles['group']} aria-labelledby="direct-lead">
      <h3 id="direct-lead">Who leads</h3>
      <p className={styles['soft']}>
        {takenOver ? 'You lead: the agent runs and judges, and says nothing.' : 'The agent leads. Whisper to it, or take over.'}
      </p>
      <Button
        disabled={busy}
        look={takenOver ? 'primary' : 'plain'}
        onClick={() => void call('/takeover', { method: takenOver ? 'DELETE' : 'PUT', said: takenOver ? 'The agent leads' : 'You lead' })}
      >
        {takenOver ? 'Hand back to the agent' : 'Take over'}
      </Button>
      <Wrong words={wrong} />
    </section>
  )
}

function MoreTime() {
  const [reason, setReason] = useState('')
  const { busy, wrong, call } = useCall()
  const extend = async (minutes: number) => {
    if (await call('/extend', { method: 'POST', body: { minutes, reason: reason.trim() }, said: `${minutes} minutes more` })) setReason('')
  }
  return (
    <section className={styles['group']} aria-labelledby="direct-time">
      <h3 id="direct-time">More time</h3>
      <Field label="Reason, which the candidate sees (optional)">
        {(attributes) => <input {...attributes} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <div className={styles['row']}>
        {OFFERED_MINUTES.map((minutes) => (
          <Button key={minutes} icon="plus" disabled={busy} onClick={() => void extend(minutes)}>
            {`${minutes} min`}
          </Button>
        ))}
      </div>
      <Wrong words={wrong} />
    </section>
  )
}

function Assistant() {
  const { kind, level, locked, paused } = useView((view) => view.assistance)
  const { busy, wrong, call } = useCall()
  if (kind === 'off') return null
  return (
    <section className={styles['group']} aria-labelledby="direct-assistant">
      <h3 id="direct-assistant">The candidate’s assistant</h3>
      <Field label="Helpfulness">
        {(attributes) => (
          <select
            {...attributes}
            value={level}
            disabled={busy}
            onChange={({ target }) => void call('/helpfulness', { method: 'PUT', body: { level: target.value } })}
          >
            {LEVELS.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <label className={styles['check']}>
        <input
          type="checkbox"
          checked={locked}
          disabled={busy}
          onChange={({ target }) => void call('/helpfulness', { method: 'PUT', body: { locked: target.checked } })}
        />
        Keep this level: it does not adapt by itself
      </label>
      <Button
        icon={paused ? 'play' : 'pause'}
        disabled={busy}
        onClick={() => void call(paused ? '/resume' : '/pause', { method: 'POST', body: { what: 'assistance' } })}
      >
        {paused ? 'Let the assistant go on' : 'Pause the assistant'}
      </Button>
      <Wrong words={wrong} />
    </section>
  )
}

function Course() {
  const [asking, setAsking] = useState<'next' | 'end' | null>(null)
  const { store } = useSession()
  const { busy, wrong, attempt } = useCall()
  const end = () => {
    setAsking(null)
    void attempt(() => store.ask('interview_end'))
  }
  return (
    <section className={styles['group']} aria-labelledby="direct-course">
      <h3 id="direct-course">The course</h3>
      <div className={styles['row']}>
        <Button icon="arrow" onClick={() => setAsking('next')}>
          Next question…
        </Button>
        <Button look="danger" disabled={busy} onClick={() => setAsking('end')}>
          End…
        </Button>
      </div>
      <Wrong words={wrong} />
      <NextQuestion open={asking === 'next'} onClose={() => setAsking(null)} />
      <Dialog
        open={asking === 'end'}
        onClose={() => setAsking(null)}
        title="End the interview?"
        summary="The candidate cannot go on after that. The agent gives its feedback and writes the report; notes and ratings can be added later, too."
        actions={
          <>
            <Button onClick={() => setAsking(null)}>Let it go on</Button>
            <Button look="danger" onClick={end}>
              End the interview
            </Button>
          </>
        }
      />
    </section>
  )
}
