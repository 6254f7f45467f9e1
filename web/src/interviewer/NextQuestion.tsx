import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Problem } from '../api/problem'
import type { ChoiceOut } from '../protocol/generated'
import { useSession, useView } from '../session/context'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Loading, State } from '../ui/State'
import styles from './Interviewer.module.css'
import { useCall } from './useCall'
import { Wrong } from './Wrong'

/** Leaves the present question: for one that is chosen here, or for the agent's own choice. */
export function NextQuestion({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="The next question"
      summary="The present question is left as it stands; what was handed in of it counts."
    >
      <Choices onDone={onClose} />
    </Dialog>
  )
}

function Choices({ onDone }: { onDone: () => void }) {
  const { api, store } = useSession()
  const asked = useView((view) => view.asked.length)
  const [wanted, setWanted] = useState('')
  const { busy, wrong, call } = useCall()
  const { data, error, refetch } = useQuery({
    queryKey: ['choices', store.sessionId, asked],
    queryFn: () => api.call<ChoiceOut[]>('/questions/choices'),
  })
  const go = async () => {
    const body = wanted === '' ? {} : { question_id: wanted }
    if (await call('/questions', { method: 'POST', body, said: 'The next question is on its way' })) onDone()
  }
  if (error !== null) {
    return (
      <State icon="warn" title="The questions cannot be listed" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {Problem.words(error)}
      </State>
    )
  }
  if (data === undefined) return <Loading what="Reading which questions there are" />
  return (
    <>
      <fieldset className={styles['choices']}>
        <legend className="vh">Which question</legend>
        <Choice value="" name="The agent’s choice" about="the one that fits best" wanted={wanted} onWant={setWanted} />
        {data.map((one) => (
          <Choice
            key={one.question_id}
            value={one.question_id}
            name={one.question_title}
            about={`${one.difficulty} · about ${one.estimated_minutes} min · ${one.topics.join(', ')}`}
            wanted={wanted}
            onWant={setWanted}
          />
        ))}
      </fieldset>
      {data.length === 0 && <p className={styles['soft']}>No other question fits this session.</p>}
      <Wrong words={wrong} />
      <div className={styles['end']}>
        <Button onClick={onDone}>Stay with this one</Button>
        <Button look="primary" disabled={busy} onClick={() => void go()}>
          {wanted === '' ? 'Skip this question' : 'Ask this question'}
        </Button>
      </div>
    </>
  )
}

interface ChoiceProps {
  value: string
  name: string
  about: string
  wanted: string
  onWant: (value: string) => void
}

function Choice({ value, name, about, wanted, onWant }: ChoiceProps) {
  const id = useId()
  return (
    <div className={styles['choice']}>
      <input id={id} type="radio" name="next-question" aria-describedby={`${id}-about`} checked={wanted === value} onChange={() => onWant(value)} />
      <span>
        <label htmlFor={id}>{name}</label>
        <span className={styles['soft']} id={`${id}-about`}>
          {about}
        </span>
      </span>
    </div>
  )
}
