import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { useSession, useView } from '../session/context'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import styles from './Interviewer.module.css'
import own from './Speak.module.css'
import { useCall } from './useCall'
import { Wrong } from './Wrong'

type Ear = 'candidate' | 'agent'
const PLACEHOLDER: Record<Ear, string> = {
  candidate: 'The candidate reads this as yours',
  agent: 'What the agent shall say or ask, in its own words',
}

/** Words of the interviewer: to the candidate, or whispered to the agent. */
export function Speak() {
  const { store } = useSession()
  const [ear, setEar] = useState<Ear>('candidate')
  const [text, setText] = useState('')
  const status = useView((view) => view.status)
  const takenOver = useView((view) => view.takenOver)
  const name = useId()
  const { busy, wrong, attempt, call } = useCall()
  const open = ear === 'agent' ? status === 'active' && !takenOver : status === 'active' || status === 'paused'

  const send = async (event?: FormEvent) => {
    event?.preventDefault()
    const words = text.trim()
    if (words === '' || !open || busy) return
    const sent =
      ear === 'candidate'
        ? await attempt(() => store.ask('message', { text: words }), 'Sent to the candidate')
        : await call('/whisper', { method: 'POST', body: { text: words }, said: 'Whispered to the agent' })
    if (sent) setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <form className={own['speak']} onSubmit={(event) => void send(event)}>
      <LastWhisper />
      <fieldset className={own['ears']}>
        <legend className="vh">To whom</legend>
        {(['candidate', 'agent'] as const).map((one) => (
          <label key={one} className={own['ear']} data-chosen={ear === one}>
            <input type="radio" name={name} className="vh" checked={ear === one} onChange={() => setEar(one)} />
            {one === 'candidate' ? 'To the candidate' : 'Whisper to the agent'}
          </label>
        ))}
      </fieldset>
      <textarea
        aria-label={ear === 'candidate' ? 'Message to the candidate' : 'Whisper to the agent'}
        rows={2}
        maxLength={ear === 'agent' ? 2000 : 32_000}
        value={text}
        placeholder={PLACEHOLDER[ear]}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <Wrong words={wrong} />
      <div className={styles['row']}>
        <span className={styles['soft']}>{ear === 'agent' && takenOver ? 'The agent is silent while you lead' : 'Enter sends'}</span>
        <span className={styles['space']} />
        <Button look="primary" type="submit" disabled={busy || !open || text.trim() === ''}>
          {ear === 'candidate' ? 'Send' : 'Whisper'}
        </Button>
      </div>
    </form>
  )
}

/** What became of the newest whisper. */
function LastWhisper() {
  const whisper = useView((view) => view.whispers.at(-1))
  if (whisper === undefined) return null
  const { text, heard } = whisper
  const icon = heard === null ? 'wait' : heard.followed ? 'check' : 'warn'
  const words = heard === null ? 'not heard yet' : heard.followed ? 'followed' : `not followed: ${heard.reason}`
  return (
    <output className={own['whisper']} data-fate={icon}>
      <Icon name={icon} size={12} /> <span>Whispered “{text}” — {words}</span>
    </output>
  )
}
