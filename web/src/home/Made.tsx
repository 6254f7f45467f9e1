import { useEffect, useRef } from 'react'
import type { InterviewCreated } from '../protocol/generated'
import { Button } from '../ui/Button'
import { CopyButton } from '../ui/CopyButton'
import { Field } from '../ui/Field'
import styles from './Home.module.css'

/** The two links of a new session, which are shown this once. */
export function Made({ session, onAnother }: { session: InterviewCreated; onAnother: () => void }) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  return (
    <section className={styles['made']}>
      <h2 ref={title} tabIndex={-1}>
        The session is ready
      </h2>
      <p>Send each person the link of their role. They hold the keys to the session, and are shown only this once.</p>
      <SessionLink label="For the candidate" link={session.links.candidate} />
      <SessionLink label="For the interviewer" link={session.links.interviewer} />
      <div>
        <Button onClick={onAnother}>Create another one</Button>
      </div>
    </section>
  )
}

function SessionLink({ label, link }: { label: string; link: string }) {
  return (
    <div className={styles['link']}>
      <Field label={label}>
        {(attributes) => <input {...attributes} readOnly value={link} onFocus={({ target }) => target.select()} />}
      </Field>
      <CopyButton text={link} label="Copy the link" />
      <a className={styles['open']} href={link} target="_blank" rel="noreferrer noopener">
        Open
      </a>
    </div>
  )
}
