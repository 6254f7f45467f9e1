import { memo, useSyncExternalStore } from 'react'
import { asTime } from '../session/clock'
import type { Recording } from '../session/recording'
import type { Player } from './player'
import styles from './Replay.module.css'
import { marksOf, outline, STEPS, stepsAt, TONES, TRACKS } from './tracks'

const NAMES = { candidate: 'Candidate', assistant: 'Assistant', interviewer: 'Interviewer', tests: 'Tests' } as const
const ROW = 12
const STEP_MS = 5_000

interface Props {
  recording: Recording
  player: Player
  /** How many events there are: the tracks are drawn again when more came. */
  count: number
  /** What happens at this moment, in words. */
  words: string
}

/** The whole interview on one line: who did what when, and a knob to go there. */
export function Scrubber({ recording, player, count, words }: Props) {
  const { ms } = useSyncExternalStore(player.subscribe, player.getPlace)
  const whole = Math.max(1, recording.durationMs)
  return (
    <div className={styles['scrubber']}>
      <div className={styles['names']} aria-hidden="true">
        {TRACKS.map((track) => (
          <span key={track} data-track={track}>
            {NAMES[track]}
          </span>
        ))}
      </div>
      <div className={styles['lane']}>
        <Tracks recording={recording} count={count} />
        <span className={styles['needle']} style={{ transform: `translateX(${(ms / whole) * 100}%)` }} aria-hidden="true" />
        <input
          type="range"
          className={styles['range']}
          aria-label="Moment"
          aria-valuetext={`${asTime(ms)} of ${asTime(whole)}. ${words}`}
          min={0}
          max={whole}
          step={STEP_MS / 50}
          value={ms}
          onChange={({ target }) => player.toTime(Number(target.value))}
        />
      </div>
    </div>
  )
}

const Tracks = memo(function Tracks({ recording, count }: { recording: Recording; count: number }) {
  const marks = marksOf(recording)
  const read = stepsAt(recording.readMs, recording.durationMs)
  return (
    <svg className={styles['tracks']} viewBox={`0 0 ${STEPS} ${TRACKS.length * ROW}`} preserveAspectRatio="none" aria-hidden="true" data-events={count}>
      {TRACKS.map((track, row) => (
        <g key={track} data-track={track}>
          <rect x="0" y={row * ROW + 2} width={read} height={ROW - 4} className={styles['back']} />
          {TONES.map((tone) => (
            <path key={tone} data-tone={tone} d={outline(marks[track], tone, { top: row * ROW + 2, width: track === 'tests' ? 3 : 1.5, height: ROW - 4 })} />
          ))}
        </g>
      ))}
    </svg>
  )
})

/** Moves by keys, wherever the focus is, but for where one writes or presses. */
export function onReplayKey(event: KeyboardEvent, player: Player): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const at = event.target instanceof Element ? event.target : null
  const knob = at?.matches('input[type=range]') === true
  if (!knob && at?.closest('input, select, textarea, .xterm') != null) return
  if (event.key === ' ' && at?.closest('button, a, summary') != null) return
  if (event.key.startsWith('Arrow') && at?.closest('[role=tab]') != null) return
  switch (event.key) {
    case ' ':
      player.toggle()
      break
    case 'ArrowLeft':
      player.toTime(player.getPlace().ms - STEP_MS)
      break
    case 'ArrowRight':
      player.toTime(player.getPlace().ms + STEP_MS)
      break
    case '[':
      player.toLandmark(-1)
      break
    case ']':
      player.toLandmark(1)
      break
    default:
      return
  }
  event.preventDefault()
}
