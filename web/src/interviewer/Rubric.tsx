import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../api/problem'
import type { AnchorOut, RubricOut } from '../protocol/generated'
import { useSession, useView } from '../session/context'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { Loading, State } from '../ui/State'
import styles from './Interviewer.module.css'
import { useCall } from './useCall'
import { Wrong } from './Wrong'

const LEVELS = [1, 2, 3, 4] as const
const NAMES = ['weak', 'fair', 'good', 'strong'] as const

/** The rubrics of the questions asked so far, with what weak and strong look like; the newest stands first. */
export function Rubric() {
  const { api, store } = useSession()
  const asked = useView((view) => view.asked)
  const { data, error, refetch } = useQuery({
    queryKey: ['rubric', store.sessionId, asked.length],
    queryFn: () => api.call<RubricOut[]>('/rubric'),
    placeholderData: (before) => before,
  })
  if (error !== null) {
    return (
      <State icon="warn" title="The rubric cannot be read" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {Problem.words(error)}
      </State>
    )
  }
  if (data === undefined) return <Loading what="Reading the rubric" />
  if (data.length === 0) {
    return (
      <State icon="list" title="No question yet">
        Each question brings its rubric.
      </State>
    )
  }
  return (
    <div className={styles['pane']}>
      {data.toReversed().map((rubric) => (
        <section key={rubric.question_id} className={styles['group']} aria-label={`Rubric of ${rubric.question_title}`}>
          <h3>{rubric.question_title}</h3>
          {rubric.anchors.map((anchor) => (
            <Dimension key={anchor.dimension} questionId={rubric.question_id} anchor={anchor} />
          ))}
          {rubric.anchors.length === 0 && <p className={styles['soft']}>This question has no rubric.</p>}
          {rubric.follow_ups.length > 0 && (
            <details className={styles['more']}>
              <summary>Follow-up questions</summary>
              <ul>
                {rubric.follow_ups.map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            </details>
          )}
        </section>
      ))}
    </div>
  )
}

function Dimension({ questionId, anchor }: { questionId: string; anchor: AnchorOut }) {
  const { dimension, weak, strong } = anchor
  const rated = useView((view) => view.ratings.find((one) => one.questionId === questionId && one.dimension === dimension))
  const [comment, setComment] = useState<string | null>(null)
  // What was chosen and is not in the log yet.
  const [wanted, setWanted] = useState<number | null | undefined>(undefined)
  const level = wanted === undefined ? rated?.level : wanted
  if (wanted !== undefined && wanted === (rated?.level ?? null)) setWanted(undefined)
  const { busy, wrong, call } = useCall()
  const rate = async (level: number | null) => {
    setWanted(level)
    const body = { question_id: questionId, dimension, level, comment: comment?.trim() ?? rated?.comment ?? '' }
    const said = level === null ? `${dimension}: no rating` : `${dimension}: ${level} of 4`
    if (await call('/rubric', { method: 'PUT', body, said })) setComment(null)
    else setWanted(undefined)
  }
  return (
    <fieldset className={styles['dimension']}>
      <legend>{dimension}</legend>
      <div className={styles['levels']}>
        {LEVELS.map((one) => (
          <label key={one} className={styles['level']} data-chosen={level === one}>
            <input type="radio" name={`${questionId}:${dimension}`} checked={level === one} onChange={() => void rate(one)} />
            {one} <span className={styles['soft']}>{NAMES[one - 1]}</span>
          </label>
        ))}
      </div>
      <dl className={styles['anchors']}>
        <dt>1</dt>
        <dd>{weak}</dd>
        <dt>4</dt>
        <dd>{strong}</dd>
      </dl>
      {rated !== undefined && (
        <div className={styles['comment']}>
          <Field label="Why (optional)">
            {(attributes) => (
              <input {...attributes} maxLength={4000} value={comment ?? rated.comment} onChange={({ target }) => setComment(target.value)} />
            )}
          </Field>
          <div className={styles['row']}>
            {comment !== null && comment !== rated.comment && (
              <Button look="primary" disabled={busy} onClick={() => void rate(rated.level)}>
                Save
              </Button>
            )}
            <Button look="quiet" disabled={busy} onClick={() => void rate(null)}>
              Take the rating back
            </Button>
          </div>
        </div>
      )}
      <Wrong words={wrong} />
    </fieldset>
  )
}
