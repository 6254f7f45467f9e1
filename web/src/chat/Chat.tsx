import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Problem } from '../api/problem'
import type { Partner } from '../protocol/frames'
import { useSession, useSnapshot, useView } from '../session/context'
import { isOver } from '../session/view'
import { Button } from '../ui/Button'
import { Spinner, State } from '../ui/State'
import styles from './Chat.module.css'
import { LEVELS } from './levels'
import { RateAssistant } from './RateAssistant'
import { Row, Streaming } from './Rows'

const INTRO: Record<Partner, { title: string; words: string; placeholder: string }> = {
  interviewer: {
    title: 'Talk with the interviewer',
    words: 'Ask what is unclear, or think aloud. Saying that you are done hands your work in.',
    placeholder: 'Ask about the task, or say what you think',
  },
  assistant: {
    title: 'Work with the assistant',
    words: 'It sees the task and your files. Everything you ask and everything it changes is part of the record.',
    placeholder: 'Ask about the code, or ask for a change',
  },
}

const NEAR_PX = 60
/** How many entries are drawn unasked, and how many more on request: a long talk is drawn as fast as a short one. */
const PAGE_ENTRIES = 20

/** Words that a message begins with; another object is another wish. */
export interface Begun {
  readonly text: string
}

interface Props {
  partner: Partner
  maySpeak: boolean
  mayDecide: boolean
  begun?: Begun | null
}

/** One conversation of the candidate: with the interviewer, or with the assistant. */
export function Chat({ partner, maySpeak, mayDecide, begun }: Props) {
  const talk = useView((view) => view.talk)
  const role = useSnapshot((snapshot) => snapshot.role) ?? 'observer'
  const streams = useSnapshot((snapshot) => snapshot.streams)
  const busy = useSnapshot((snapshot) => snapshot.busy)
  const doing = useSnapshot((snapshot) => snapshot.doing)
  const assistance = useView((view) => view.assistance)
  const log = useRef<HTMLDivElement>(null)
  const stick = useRef(true)
  const [most, setMost] = useState(PAGE_ENTRIES)
  const all = talk.filter((entry) => entry.to === partner)
  const entries = all.slice(-most)
  const own = [...streams].filter(([, stream]) => stream.voice === partner)

  useLayoutEffect(() => {
    if (log.current !== null && stick.current) log.current.scrollTop = log.current.scrollHeight
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- what grows moves the end
  }, [talk, streams])

  const working = partner === 'assistant' ? assistance.turn !== null : busy === 'thinking'
  return (
    <section className={styles['pane']} aria-label={partner === 'assistant' ? 'Assistant' : 'Interviewer'}>
      <h2 className="vh">{partner === 'assistant' ? 'The assistant' : 'The interviewer'}</h2>
      <div
        className={styles['log']}
        ref={log}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          stick.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX
        }}
      >
        {entries.length === 0 && own.length === 0 && (
          <State icon={partner === 'assistant' ? 'spark' : 'chat'} title={maySpeak ? INTRO[partner].title : 'Nothing was said yet'}>
            {maySpeak && INTRO[partner].words}
          </State>
        )}
        {all.length > entries.length && (
          <Button look="quiet" onClick={() => setMost(most + PAGE_ENTRIES)}>
            {`Show what was said before (${all.length - entries.length} more)`}
          </Button>
        )}
        {entries.map((entry) => (
          <Row key={`${entry.kind}:${entry.id}`} entry={entry} self={role} mayDecide={mayDecide} />
        ))}
        {own.map(([id, stream]) => (
          <Streaming key={id} text={stream.text} actor={partner === 'assistant' ? 'assistant' : 'agent'} self={role} />
        ))}
        {working && own.length === 0 && (
          <p className={styles['busy']}>
            <Spinner /> {partner === 'assistant' ? doing || 'The assistant is at work' : 'The interviewer is thinking'}
          </p>
        )}
      </div>
      {partner === 'assistant' && assistance.kind !== 'off' && (
        <p className={styles['level']}>
          {assistance.kind === 'chat' ? 'Here the assistant talks and reads only' : `The assistant ${LEVELS[assistance.level]}`}
        </p>
      )}
      <div className={styles['rate']}>{partner === 'assistant' && <RateAssistant />}</div>
      {maySpeak && <Form partner={partner} begun={begun ?? null} onSent={() => (stick.current = true)} />}
    </section>
  )
}

function Form({ partner, begun, onSent }: { partner: Partner; begun: Begun | null; onSent: () => void }) {
  const { store } = useSession()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState('')
  const [taken, setTaken] = useState<Begun | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  if (begun !== taken) {
    setTaken(begun)
    if (begun !== null) setText(text === '' ? begun.text : `${text}\n${begun.text}`)
  }
  useEffect(() => {
    if (taken === null || area.current === null) return
    area.current.focus()
    area.current.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [taken])
  const status = useView((view) => view.status)
  const turn = useView((view) => view.assistance.turn)
  const paused = useView((view) => view.assistance.paused)
  const open = status === 'active' || status === 'paused'

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    const words = text.trim()
    if (words === '' || !open) return
    setWrong('')
    setText('')
    onSent()
    store.ask('message', { text: words, to: partner }).catch((error: unknown) => {
      setWrong(Problem.words(error))
      setText((now) => now || words)
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const stop = () => {
    store.ask('assistant_stop').catch((error: unknown) => setWrong(Problem.words(error)))
  }
  const name = partner === 'assistant' ? 'Message to the assistant' : 'Message to the interviewer'
  return (
    <form className={styles['form']} onSubmit={send}>
      <textarea
        ref={area}
        aria-label={name}
        rows={2}
        maxLength={32_000}
        value={text}
        placeholder={INTRO[partner].placeholder}
        disabled={isOver(status)}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
        data-chat={partner}
      />
      {wrong !== '' && (
        <p className={styles['wrong']} role="alert">
          {wrong}
        </p>
      )}
      <div className={styles['under']}>
        <span className={styles['hint']}>
          {paused && partner === 'assistant' ? 'The assistant is paused; messages wait' : 'Enter sends, Shift+Enter for a new line'}
        </span>
        {partner === 'assistant' && turn !== null && (
          <Button icon="stop" onClick={stop}>
            Stop
          </Button>
        )}
        <Button look="primary" type="submit" disabled={text.trim() === '' || !open}>
          Send
        </Button>
      </div>
    </form>
  )
}
