import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { asTime } from '../session/clock'
import { useSession, useView } from '../session/context'
import { elapsedAt } from '../session/moments'
import type { Note } from '../session/view'
import { Button, IconButton } from '../ui/Button'
import { Field } from '../ui/Field'
import { State } from '../ui/State'
import styles from './Interviewer.module.css'
import { useCall } from './useCall'
import { Wrong } from './Wrong'

/** A moment that a note shall be about; another object is another wish. */
export interface Pin {
  readonly seq: number
  readonly words: string
}

/** Private notes, each pinned to a moment; the candidate never sees them. */
export function Notes({ pin, onUnpin }: { pin: Pin | null; onUnpin: () => void }) {
  const notes = useView((view) => view.notes)
  const [text, setText] = useState('')
  const { busy, wrong, call } = useCall()
  const write = async (event: FormEvent) => {
    event.preventDefault()
    const body = { text: text.trim(), ...(pin === null ? {} : { at_seq: pin.seq }) }
    if (body.text === '' || !(await call('/notes', { method: 'POST', body, said: 'The note is written' }))) return
    setText('')
    onUnpin()
  }
  return (
    <div className={styles['pane']}>
      <form className={styles['group']} onSubmit={(event) => void write(event)}>
        <Field label="A private note" hint={pin === null ? 'Pinned to this moment.' : `Pinned to: ${pin.words}`}>
          {(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              maxLength={10_000}
              value={text}
              data-note=""
              onChange={({ target }) => setText(target.value)}
              onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && void write(event)}
            />
          )}
        </Field>
        <div className={styles['row']}>
          <Button type="submit" look="primary" disabled={busy || text.trim() === ''}>
            Write the note
          </Button>
          {pin !== null && (
            <Button look="quiet" onClick={onUnpin}>
              Pin to now instead
            </Button>
          )}
        </div>
        <Wrong words={wrong} />
      </form>
      {notes.length === 0 ? (
        <State icon="file" title="No notes yet">
          Only interviewers see them. They stand in the report, each with its moment.
        </State>
      ) : (
        <ul className={styles['list']}>
          {notes.toReversed().map((note) => (
            <Written key={note.id} note={note} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Written({ note }: { note: Note }) {
  const { store } = useSession()
  const [text, setText] = useState<string | null>(null)
  const { busy, wrong, call } = useCall()
  const at = asTime(elapsedAt(store.log, note.atSeq))
  const save = async () => {
    const words = text?.trim() ?? ''
    if (words !== '' && (await call(`/notes/${note.id}`, { method: 'PUT', body: { text: words }, said: 'The note is changed' }))) setText(null)
  }
  return (
    <li className={styles['note']}>
      <div className={styles['row']}>
        <Link to={`/session/${store.sessionId}/replay#${note.atSeq}`} target="_blank" aria-label={`The moment of this note, ${at}, in the replay`}>
          {at}
        </Link>
        <span className={styles['space']} />
        {text === null && <IconButton icon="file" label="Change this note" onClick={() => setText(note.text)} />}
        <IconButton icon="close" label="Take this note back" disabled={busy} onClick={() => void call(`/notes/${note.id}`, { method: 'DELETE' })} />
      </div>
      {text === null ? (
        <p className={styles['words']}>{note.text}</p>
      ) : (
        <>
          <Field label="The note">
            {(attributes) => <textarea {...attributes} rows={3} maxLength={10_000} value={text} onChange={({ target }) => setText(target.value)} />}
          </Field>
          <div className={styles['row']}>
            <Button look="primary" disabled={busy} onClick={() => void save()}>
              Save
            </Button>
            <Button look="quiet" onClick={() => setText(null)}>
              Leave it
            </Button>
          </div>
        </>
      )}
      <Wrong words={wrong} />
    </li>
  )
}
