import { useState } from 'react'
import { Link } from 'react-router'
import { asTime } from '../session/clock'
import { useSession, useView } from '../session/context'
import { Feed, type Group, type Line } from '../session/words'
import { IconButton } from '../ui/Button'
import { Icon, type IconName } from '../ui/Icon'
import { State } from '../ui/State'
import styles from './Interviewer.module.css'
import type { Pin } from './Notes'

const GROUPS: ReadonlyArray<readonly [Group, string, IconName]> = [
  ['signals', 'Signals', 'warn'],
  ['tests', 'Tests', 'play'],
  ['talk', 'Talk', 'chat'],
  ['assistant', 'Assistant', 'spark'],
  ['code', 'Code', 'code'],
  ['course', 'Course', 'list'],
]
const ICON = Object.fromEntries(GROUPS.map(([group, , icon]) => [group, icon])) as Record<Group, IconName>
const MOST = 250

/** What happens, newest first, by what people want to see of it; every line can be noted and seen again. */
export function EventFeed({ onPin }: { onPin: (pin: Pin) => void }) {
  const { store } = useSession()
  const [feed] = useState(() => new Feed(store.log))
  const [hidden, setHidden] = useState<ReadonlySet<Group>>(new Set(['code']))
  useView((view) => view.seq)
  const all = feed.lines()
  const shown = all.filter((line) => !hidden.has(line.group))
  const newest = shown.slice(-MOST).toReversed()
  const toggle = (group: Group) => {
    const next = new Set(hidden)
    if (!next.delete(group)) next.add(group)
    setHidden(next)
  }
  return (
    <div className={styles['feed']}>
      <fieldset className={styles['filters']}>
        <legend className="vh">What is shown</legend>
        {GROUPS.map(([group, name]) => (
          <button key={group} type="button" className={styles['filter']} aria-pressed={!hidden.has(group)} onClick={() => toggle(group)}>
            <Icon name={hidden.has(group) ? 'plus' : 'check'} size={12} />
            {name} <span className={styles['count']}>{all.reduce((sum, line) => sum + (line.group === group ? line.count : 0), 0)}</span>
          </button>
        ))}
      </fieldset>
      {newest.length === 0 ? (
        <State icon="list" title="Nothing yet">
          {all.length === 0 ? 'What happens stands here, newest first.' : 'Nothing of what is chosen above has happened.'}
        </State>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        <ol className={styles['lines']} aria-label="Events, newest first" tabIndex={0}>
          {newest.map((line) => (
            <Row key={line.seq} line={line} address={`/session/${store.sessionId}/replay#${line.seq}`} onPin={onPin} />
          ))}
          {shown.length > MOST && <li className={styles['soft']}>{shown.length - MOST} older lines stand in the replay.</li>}
        </ol>
      )}
    </div>
  )
}

function Row({ line, address, onPin }: { line: Line; address: string; onPin: (pin: Pin) => void }) {
  const at = asTime(line.elapsedMs)
  return (
    <li className={styles['line']} data-actor={line.actor} data-tone={line.tone}>
      <Icon name={ICON[line.group]} size={12} />
      <Link to={address} target="_blank" className={styles['at']} aria-label={`${at}, in the replay`}>
        {at}
      </Link>
      <span className={styles['text']}>
        {line.text}
        {line.count > 1 && <span className={styles['soft']}> {line.count}×</span>}
      </span>
      <IconButton icon="file" label="Write a note on this" onClick={() => onPin({ seq: line.seq, words: `${at} ${line.text}`.slice(0, 120) })} />
    </li>
  )
}
