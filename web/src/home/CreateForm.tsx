import { type FormEvent, useState } from 'react'
import type { InterviewIn } from '../protocol/generated'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import styles from './Home.module.css'

interface Choice {
  name: keyof InterviewIn
  label: string
  options: ReadonlyArray<readonly [value: string, words: string]>
}

const CHOICES: readonly Choice[] = [
  {
    name: 'interview_type',
    label: 'Type',
    options: [
      ['technical', 'Technical'],
      ['debugging', 'Debugging'],
    ],
  },
  {
    name: 'interview_mode',
    label: 'Tone',
    options: [
      ['neutral', 'Neutral'],
      ['friendly', 'Friendly'],
      ['challenging', 'Challenging'],
    ],
  },
  {
    name: 'language',
    label: 'Language',
    options: [
      ['', 'Any'],
      ['python', 'Python'],
      ['javascript', 'JavaScript'],
      ['typescript', 'TypeScript'],
      ['go', 'Go'],
    ],
  },
  {
    name: 'difficulty',
    label: 'Difficulty',
    options: [
      ['', 'Adapts to the candidate'],
      ['easy', 'Easy'],
      ['medium', 'Medium'],
      ['hard', 'Hard'],
    ],
  },
  {
    name: 'helpfulness',
    label: 'The assistant may',
    options: [
      ['consultant', 'explain (consultant)'],
      ['pair-programming', 'make small changes (pair programming)'],
      ['full-copilot', 'write code (full copilot)'],
    ],
  },
]

/** What a session shall be. */
export function CreateForm({ busy, wrong, onCreate }: { busy: boolean; wrong: string; onCreate: (wanted: InterviewIn) => void }) {
  const [questions, setQuestions] = useState('')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const chosen = Object.fromEntries(CHOICES.map(({ name }) => [name, text(name)]).filter(([, value]) => value !== ''))
    onCreate({
      ...(chosen as Pick<InterviewIn, 'interview_type'>),
      user_id: text('user_id') || 'candidate',
      candidate_name: text('candidate_name'),
      topics: text('topics')
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
      question_ids: questions.split(/[\s,]+/).filter(Boolean),
      duration_minutes: Number(text('duration_minutes')) || null,
    })
  }
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Field label="Candidate’s name" hint="Shown to everybody in the session.">
        {(attributes) => <input {...attributes} name="candidate_name" maxLength={200} autoComplete="off" />}
      </Field>
      <Field label="Your id of the candidate" hint="What your own system calls this person.">
        {(attributes) => <input {...attributes} name="user_id" maxLength={200} autoComplete="off" placeholder="candidate" />}
      </Field>
      {CHOICES.map(({ name, label, options }) => (
        <Field key={name} label={label}>
          {(attributes) => (
            <select {...attributes} name={name}>
              {options.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      <Field label="Minutes">
        {(attributes) => (
          <input {...attributes} name="duration_minutes" type="number" min={1} max={600} defaultValue={60} inputMode="numeric" />
        )}
      </Field>
      <div className={styles['whole']}>
        <Field label="Topics" hint="Each question is about one of them; separate them by commas. Empty: about anything.">
          {(attributes) => (
            <input {...attributes} name="topics" autoComplete="off" placeholder="for example: parsing, queues" />
          )}
        </Field>
      </div>
      <div className={styles['whole']}>
        <Field label="Questions" hint="Their ids, in the order they shall be asked. Empty: the interviewer chooses.">
          {(attributes) => (
            <input
              {...attributes}
              value={questions}
              autoComplete="off"
              spellCheck={false}
              placeholder="for example: rate-limit-window, retry-budget"
              onChange={({ target }) => setQuestions(target.value)}
            />
          )}
        </Field>
      </div>
      <div className={`${styles['whole']} ${styles['actions']}`}>
        <Button look="primary" size="large" type="submit" disabled={busy}>
          {busy ? 'Creating…' : 'Create the session'}
        </Button>
        {wrong !== '' && (
          <p className={styles['wrong']} role="alert">
            {wrong}
          </p>
        )}
      </div>
    </form>
  )
}
