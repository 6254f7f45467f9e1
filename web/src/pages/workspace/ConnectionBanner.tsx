import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Editors } from '../../editor/editors'
import { useSession, useSnapshot } from '../../session/context'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { CopyButton } from '../../ui/CopyButton'

/** What is wrong with the connection or with an edit, and what happens next. */
export function ConnectionBanner({ editors }: { editors: Editors }) {
  const { store } = useSession()
  const link = useSnapshot((snapshot) => snapshot.link)
  const storage = useSnapshot((snapshot) => snapshot.storage)
  const tabs = useSnapshot((snapshot) => snapshot.people.filter((person) => person.role === 'candidate').length)
  const role = useSnapshot((snapshot) => snapshot.role)
  const { unsaved, lost, notKept } = useSyncExternalStore(editors.subscribe, editors.getState)
  return (
    <div>
      {(link.state === 'waiting' || link.state === 'connecting') && (
        <Banner tone="warn" actions={<Button onClick={store.retryNow}>Try now</Button>}>
          The connection is interrupted. {link.state === 'waiting' ? <Countdown until={link.retryAt} /> : 'Trying again now.'}{' '}
          {unsaved > 0
            ? 'Keep on writing: your edits are kept on this device and sent when it is back.'
            : 'Everything you wrote is saved.'}
        </Banner>
      )}
      {tabs > 1 && role === 'candidate' && link.state === 'open' && (
        <Banner tone="info">
          This session is open in another tab, too. Both work, and show the same; you may close one of them.
        </Banner>
      )}
      {storage !== '' && (
        <Banner tone="warn">The server cannot save just now: {storage}. Your edits are kept and sent again.</Banner>
      )}
      {notKept && unsaved > 0 && (
        <Banner tone="fail" urgent>
          This browser has no room to keep your unsaved edits. Do not close this tab until they are saved.
        </Banner>
      )}
      {lost !== null && (
        <Banner
          tone="fail"
          urgent
          actions={
            <>
              {lost.text !== '' && <CopyButton text={lost.text} label="Copy what I wrote" />}
              <Button onClick={() => editors.forgetLost()}>Dismiss</Button>
            </>
          }
        >
          An edit of {lost.path} was not taken: {lost.why}.
        </Banner>
      )}
    </div>
  )
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return <span aria-hidden="true">Next attempt in {seconds} s.</span>
}
