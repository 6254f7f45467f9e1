import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { office } from '../api/client'
import { apiKey } from '../api/credentials'
import { Problem } from '../api/problem'
import { CreateForm } from '../home/CreateForm'
import { KeyForm } from '../home/KeyForm'
import { Made } from '../home/Made'
import type { InterviewIn } from '../protocol/generated'
import styles from './Office.module.css'
import { OfficeFrame } from './OfficeFrame'

/** One action: create a session. */
export default function HomePage() {
  const creation = useMutation({ mutationFn: (wanted: InterviewIn) => office.create(wanted) })
  const { data, error, variables } = creation
  const locked = error instanceof Problem && error.status === 401
  useEffect(() => {
    document.title = 'New session · InterviewLM'
  }, [])
  return (
    <OfficeFrame>
      <div className={styles['lead']}>
        <h1>Create an interview</h1>
        <p>An autonomous interviewer holds it, live, and ends it with a report whose every score names its evidence.</p>
      </div>
      {locked && <KeyForm refused={apiKey() !== null} onKey={() => variables !== undefined && creation.mutate(variables)} />}
      {!locked && data === undefined && (
        <CreateForm
          busy={creation.isPending}
          wrong={error === null ? '' : Problem.words(error)}
          onCreate={(wanted) => creation.mutate(wanted)}
        />
      )}
      {data !== undefined && <Made session={data} onAnother={() => creation.reset()} />}
    </OfficeFrame>
  )
}
