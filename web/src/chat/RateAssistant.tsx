import { useState } from 'react'
import { Problem } from '../api/problem'
import { useSession, useSnapshot, useView } from '../session/context'
import { announce } from '../ui/announce'
import styles from './RateAssistant.module.css'

const RATINGS = [1, 2, 3, 4, 5] as const

/** What the assistant's help is worth, in one click; asked of who may say it, once there was some. */
export function RateAssistant() {
  const { api } = useSession()
  const role = useSnapshot((snapshot) => snapshot.role)
  const person = role === 'candidate' || role === 'interviewer' ? role : null
  const helped = useView((view) => view.assistance.kind !== 'off' && view.talk.some((entry) => entry.kind === 'turn'))
  const stored = useView((view) => (person === null ? undefined : view.assistance.ratings[person]))
  // What was chosen and is not in the log yet.
  const [wanted, setWanted] = useState<number | null>(null)
  const [wrong, setWrong] = useState('')
  if (person === null || !helped) return null
  const rate = async (rating: number) => {
    setWanted(rating)
    setWrong('')
    try {
      await api.call('/chat/rating', { method: 'POST', body: { rating } })
      announce(`The assistant: ${rating} of 5`)
    } catch (error) {
      setWanted(null)
      setWrong(Problem.words(error))
    }
  }
  const rating = wanted ?? stored
  return (
    <fieldset className={styles['rating']}>
      <legend>{person === 'candidate' ? 'How much does the assistant help you?' : 'How much does the assistant help the candidate?'}</legend>
      <div className={styles['choices']}>
        <span>little</span>
        {RATINGS.map((one) => (
          <label key={one} data-chosen={rating === one}>
            <input type="radio" name="assistant-rating" className="vh" checked={rating === one} onChange={() => void rate(one)} />
            {one}
          </label>
        ))}
        <span>much</span>
      </div>
      {wrong !== '' && (
        <p className={styles['wrong']} role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  )
}
