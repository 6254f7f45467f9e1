import { useView } from '../session/context'
import { Button } from '../ui/Button'
import { useCall } from './useCall'
import { Wrong } from './Wrong'
import styles from './Interviewer.module.css'

/** What an interviewer needs at once: to follow the candidate, and to stop the clock. */
export function Controls({ following, onFollow }: { following: boolean; onFollow: (on: boolean) => void }) {
  const status = useView((view) => view.status)
  const { busy, wrong, call } = useCall()
  const paused = status === 'paused'
  return (
    <>
      <Wrong words={wrong} />
      <Button icon="person" aria-pressed={following} aria-label={following ? 'Following' : 'Follow'} className={styles['toggle'] ?? ''} onClick={() => onFollow(!following)}>
        <span className={styles['roomy']}>{following ? 'Following' : 'Follow'}</span>
      </Button>
      <Button
        icon={paused ? 'play' : 'pause'}
        disabled={busy}
        aria-label={paused ? 'Resume' : 'Pause'}
        look={paused ? 'primary' : 'plain'}
        onClick={() => void call(paused ? '/resume' : '/pause', { method: 'POST', body: {} })}
      >
        <span className={styles['roomy']}>{paused ? 'Resume' : 'Pause'}</span>
      </Button>
    </>
  )
}
