import { useSyncExternalStore } from 'react'
import { asTime } from '../session/clock'
import type { Recording } from '../session/recording'
import { Button, IconButton } from '../ui/Button'
import { CopyButton } from '../ui/CopyButton'
import { type Player, SPEEDS } from './player'
import styles from './Replay.module.css'

/** Play, speed, skipping, jumps, and the link to this moment. */
export function Transport({ recording, player, sessionId }: { recording: Recording; player: Player; sessionId: string }) {
  const { ms, index, playing, speed, skipIdle } = useSyncExternalStore(player.subscribe, player.getPlace)
  const link = `${location.origin}/session/${sessionId}/replay#${recording.log[index]?.seq ?? 0}`
  return (
    <div className={styles['transport']}>
      <Button look="primary" icon={playing ? 'pause' : 'play'} onClick={player.toggle} title="Space">
        {playing ? 'Stop' : 'Play'}
      </Button>
      <span className={styles['jumps']}>
        <IconButton icon="back" label="The moment before ([)" onClick={() => player.toLandmark(-1)} />
        <IconButton icon="chevron" label="The next moment (])" onClick={() => player.toLandmark(1)} />
      </span>
      <span className={styles['time']}>
        {asTime(ms)} / {asTime(recording.durationMs)}
      </span>
      <label className={styles['option']}>
        Speed
        <select value={speed} onChange={({ target }) => player.setSpeed(Number(target.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </label>
      <label className={styles['option']}>
        <input type="checkbox" checked={skipIdle} onChange={({ target }) => player.setSkipIdle(target.checked)} />
        Skip idle time
      </label>
      <span className={styles['space']} />
      <span className={styles['keys']}>Space plays · ← → 5 s · [ ] moments</span>
      <CopyButton text={link} label="Copy link to this moment" />
    </div>
  )
}
