import { useState } from 'react'
import { Problem } from '../api/problem'
import { asTime } from '../session/clock'
import { useSession } from '../session/context'
import type { Entry, Proposal, Said, ToolCall } from '../session/view'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Markdown } from '../ui/Markdown'
import { Spinner } from '../ui/State'
import styles from './Chat.module.css'

const NAMES: Record<string, string> = {
  agent: 'Interviewer',
  assistant: 'Assistant',
  candidate: 'You',
  interviewer: 'Human interviewer',
  system: 'Back office',
}

/** Who speaks, as the person who looks at it would say. */
export function nameOf(actor: string, self: string): string {
  if (actor === 'candidate' && self !== 'candidate') return 'Candidate'
  if (actor === 'interviewer' && self === 'interviewer') return 'You'
  return NAMES[actor] ?? actor
}

/** One entry of a conversation. */
export function Row({ entry, self, mayDecide }: { entry: Entry; self: string; mayDecide: boolean }) {
  switch (entry.kind) {
    case 'tool':
      return <Tool call={entry} mayDecide={mayDecide} />
    case 'proposal':
      return <Change proposal={entry} self={self} mayDecide={mayDecide} />
    case 'turn': {
      const outcome = entry.outcome === 'answered' ? 'Answered' : entry.reason || `The turn was ${entry.outcome}`
      const tokens = entry.tokens > 0 ? `, ${entry.tokens.toLocaleString()} tokens` : ''
      return (
        <p className={styles['end']}>
          {outcome} in {(entry.durationMs / 1000).toFixed(1)} s{tokens}
        </p>
      )
    }
    case 'note':
      return <p className={styles['note']}>{entry.text}</p>
    case 'message':
    case 'nudge':
    case 'feedback':
      return <Message said={entry} self={self} />
    default:
      entry satisfies never
      return null
  }
}

function Message({ said, self }: { said: Said; self: string }) {
  return (
    <article className={styles['message']} data-actor={said.actor}>
      <header className={styles['head']}>
        <h3 className={styles['who']}>{nameOf(said.actor, self)}</h3>
        {said.kind === 'nudge' && <span className={styles['at']}>a thought</span>}
        {said.kind === 'feedback' && <span className={styles['at']}>on your submission</span>}
        {said.waits === true && <span className={styles['at']}>waits for the assistant</span>}
        <time className={styles['at']} dateTime={said.timestamp}>
          {asTime(said.elapsedMs)}
        </time>
      </header>
      <div className={said.actor === 'candidate' ? styles['own'] : undefined}>
        <Markdown text={said.text} />
      </div>
    </article>
  )
}

/** A reply that is still being spoken. */
export function Streaming({ text, actor, self }: { text: string; actor: 'agent' | 'assistant'; self: string }) {
  return (
    <article className={styles['message']} data-actor={actor}>
      <header className={styles['head']}>
        <h3 className={styles['who']}>{nameOf(actor, self)}</h3>
        <Spinner />
      </header>
      <Markdown text={text} open />
    </article>
  )
}

const STATE_WORDS: Record<ToolCall['state'], string> = {
  waiting: 'asks',
  running: 'running',
  done: 'done',
  failed: 'failed',
}

function Tool({ call, mayDecide }: { call: ToolCall; mayDecide: boolean }) {
  const decide = useDecision()
  return (
    <details className={styles['tool']} data-state={call.state} {...(call.state === 'waiting' ? { open: true } : {})}>
      <summary>
        {call.state === 'running' || call.state === 'waiting' ? (
          <Spinner />
        ) : (
          <Icon name={call.state === 'done' ? 'check' : 'cross'} size={14} />
        )}
        <span className={styles['toolName']}>{call.name}</span>
        <span className={styles['toolWhat']}>{aboutOf(call.input)}</span>
        <span className={styles['at']}>
          {call.durationMs > 0 ? `${STATE_WORDS[call.state]}, ${call.durationMs} ms` : STATE_WORDS[call.state]}
        </span>
      </summary>
      <pre className={styles['output']}>{call.output || call.input}</pre>
      {call.state === 'waiting' && mayDecide && (
        <div className={styles['ask']}>
          <span>May the assistant do this?</span>
          <Button look="primary" onClick={() => decide.tool(call.id, true)}>
            Allow
          </Button>
          <Button onClick={() => decide.tool(call.id, false)}>Refuse</Button>
          {decide.wrong !== '' && <span className={styles['wrong']}>{decide.wrong}</span>}
        </div>
      )}
    </details>
  )
}

function Change({ proposal, self, mayDecide }: { proposal: Proposal; self: string; mayDecide: boolean }) {
  const decide = useDecision()
  const who = self === 'candidate' ? 'You' : 'The candidate'
  const { state } = proposal
  return (
    <section className={styles['proposal']} aria-label="A change by the assistant">
      <p>
        {state === 'proposed' && (proposal.complete ? 'The assistant changed' : 'The assistant was stopped; so far it changed')}
        {state === 'accepted' && `${who} took this change`}
        {state === 'rejected' && `${who} took this change back`}
      </p>
      <ul>
        {proposal.files.map((file) => (
          <li key={file.path}>
            <span>{file.path}</span>
            <span className={styles['added']}>+{file.added}</span>
            <span className={styles['removed']}>−{file.removed}</span>
            {proposal.kept.includes(file.path) && <span>could not be taken back</span>}
            {!file.undoable && state === 'proposed' && <span>cannot be taken back</span>}
          </li>
        ))}
      </ul>
      {mayDecide && state !== 'rejected' && (
        <div className={styles['under']}>
          {state === 'proposed' && (
            <Button look="primary" icon="check" onClick={() => decide.change(proposal.id, 'accept')}>
              Accept
            </Button>
          )}
          <Button icon="close" onClick={() => decide.change(proposal.id, 'reject')}>
            {state === 'accepted' ? 'Undo' : 'Reject'}
          </Button>
        </div>
      )}
      {decide.wrong !== '' && <p className={styles['wrong']}>{decide.wrong}</p>}
    </section>
  )
}

function useDecision() {
  const { store } = useSession()
  const [wrong, setWrong] = useState('')
  const told = (asked: Promise<unknown>) => {
    setWrong('')
    asked.catch((error: unknown) => setWrong(Problem.words(error)))
  }
  return {
    wrong,
    tool: (id: string, allow: boolean) => told(store.ask('tool_decision', { tool_use_id: id, allow })),
    change: (id: string, decision: 'accept' | 'reject') => told(store.ask('change_decision', { change_id: id, decision })),
  }
}

/** What a tool is used on, from its input. */
function aboutOf(input: string): string {
  try {
    const values = JSON.parse(input) as Record<string, unknown>
    const said = values['path'] ?? values['command'] ?? values['pattern'] ?? values['query']
    return typeof said === 'string' ? said : ''
  } catch {
    return ''
  }
}
