import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../../api/problem'
import type { Helpfulness } from '../../protocol/generated'
import { useSession, useSnapshot, useView } from '../../session/context'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Icon, type IconName } from '../../ui/Icon'
import { Spinner } from '../../ui/State'
import styles from './Screen.module.css'
import { TopBar } from './TopBar'
import frame from './Workspace.module.css'

const POLICY: Record<Helpfulness, string> = {
  consultant: 'It explains and answers questions about your code. It does not change files.',
  'pair-programming': 'It explains, and makes small changes and runs tests when you ask. You accept or reject each change.',
  'full-copilot': 'It may write whole files when you ask. You accept or reject each change.',
}

const WILL_HAPPEN: ReadonlyArray<readonly [IconName, string]> = [
  ['list', 'You get a task with files to change. When one is solved, the next one follows.'],
  ['play', 'Run the visible cases as often as you like. A submission is judged with hidden ones, too.'],
  ['chat', 'An AI interviewer watches, answers, and gives a hint when things stand still.'],
  ['clock', 'The clock starts with the first task. Interruptions on our side are not charged.'],
]

const IS_RECORDED: ReadonlyArray<readonly [IconName, string]> = [
  ['code', 'What you write in the editor and in the terminal, keystroke by keystroke.'],
  ['chat', 'What you say in the chats, test runs and submissions.'],
  ['screen', 'Whether this page is in front, and how much text you paste. No camera, no microphone, no other window.'],
  ['person', 'The people who invited you see it, live and afterwards. You get the report, too.'],
]

/** What will happen, what is recorded, whether everything works, and the way in. */
export function StartScreen({ acts }: { acts: boolean }) {
  const created = useView((view) => view.created)
  const minutes = Math.round(((created?.duration_ms ?? 0) + (created?.context.accommodations.extra_time_minutes ?? 0) * 60_000) / 60_000)
  const about = [created?.context.role, created?.context.company].filter(Boolean).join(' at ')
  return (
    <div className={frame['app']}>
      <TopBar headed={false} />
      <div />
      <main className={styles['screen']}>
        <div className={styles['card']}>
          <div>
            <h1>{created?.candidate_name ? `Welcome, ${created.candidate_name}` : 'Welcome to your interview'}</h1>
            <p className={styles['lead']}>
              {about === '' ? 'A coding interview in this browser' : `A coding interview for ${about}`}. Nothing starts before you
              say so.
            </p>
          </div>
          <div className={styles['facts']}>
            <Badge icon="clock">{`${minutes} minutes`}</Badge>
            <Badge icon="code">{created?.language ?? 'any language'}</Badge>
            <Badge>{created?.interview_type ?? ''}</Badge>
            {created?.difficulty != null && <Badge>{created.difficulty}</Badge>}
          </div>
          <div className={styles['columns']}>
            <Points title="What will happen" points={WILL_HAPPEN} />
            <Points title="What is recorded" points={IS_RECORDED} />
          </div>
          <section>
            <h2>The AI assistant</h2>
            <p className={styles['lead']}>
              Beside the interviewer there may be an assistant for you. {POLICY[created?.helpfulness ?? 'consultant']} Using it is
              allowed, and part of the record.
            </p>
          </section>
          {acts ? <Begin /> : <p className={styles['lead']}>Waiting for the candidate to begin.</p>}
        </div>
      </main>
    </div>
  )
}

function Points({ title, points }: { title: string; points: ReadonlyArray<readonly [IconName, string]> }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul className={styles['points']}>
        {points.map(([icon, words]) => (
          <li key={words}>
            <Icon name={icon} />
            {words}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Begin() {
  const { store, api } = useSession()
  const known = useView((view) => view.candidateName)
  const link = useSnapshot((snapshot) => snapshot.link)
  const [name, setName] = useState(known)
  const [beginning, setBeginning] = useState(false)
  const [wrong, setWrong] = useState('')
  const sandbox = useQuery({ queryKey: ['initialize', store.sessionId], queryFn: api.initialize, staleTime: Number.POSITIVE_INFINITY })
  const connected = link.state === 'open'

  const begin = () => {
    setBeginning(true)
    setWrong('')
    store.ask('interview_start', { candidate_name: name.trim() }).catch((error: unknown) => {
      setBeginning(false)
      setWrong(Problem.words(error))
    })
  }
  return (
    <section>
      <h2>Does everything work here?</h2>
      <ul className={styles['checks']}>
        <Check
          name="Connection"
          state={connected ? 'good' : 'waiting'}
          words={connected ? 'open, and it comes back by itself' : 'being opened'}
        />
        <Check
          name="Sandbox"
          state={sandbox.isSuccess ? 'good' : sandbox.isError ? 'bad' : 'waiting'}
          words={
            sandbox.isSuccess ? 'ready, your files are in it' : sandbox.isError ? Problem.words(sandbox.error) : 'being made'
          }
          {...(sandbox.isError ? { again: () => void sandbox.refetch() } : {})}
        />
      </ul>
      <form
        className={styles['begin']}
        style={{ marginTop: 16 }}
        onSubmit={(event) => {
          event.preventDefault()
          begin()
        }}
      >
        <Field label="Your name">
          {(attributes) => (
            <input {...attributes} autoComplete="name" maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Button look="primary" size="large" type="submit" disabled={!connected || beginning}>
          {beginning ? 'Beginning…' : 'Begin the interview'}
        </Button>
      </form>
      {wrong !== '' && (
        <p className={styles['wrong']} role="alert">
          {wrong}
        </p>
      )}
    </section>
  )
}

function Check({
  name,
  state,
  words,
  again,
}: {
  name: string
  state: 'good' | 'bad' | 'waiting'
  words: string
  again?: () => void
}) {
  return (
    <li>
      {state === 'waiting' ? (
        <Spinner />
      ) : (
        <span className={styles[state]}>
          <Icon name={state === 'good' ? 'check' : 'cross'} size={14} />
        </span>
      )}
      <strong>{name}</strong>
      {again !== undefined && <Button onClick={again}>Try again</Button>}
      <span>{words}</span>
    </li>
  )
}
