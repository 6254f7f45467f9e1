import { useEffect, useState } from 'react'
import { LEVELS } from '../../chat/levels'
import { useSession } from '../../session/context'

/** Something that happened and that the candidate should not miss. */
export interface Notice {
  readonly kind: 'nudge' | 'verdict' | 'question' | 'time' | 'resumed' | 'people'
  readonly tone: 'info' | 'pass' | 'fail' | 'warn'
  readonly text: string
}

/** The newest notice, until it is dismissed. */
export function useNotice(resumed: boolean): { notice: Notice | null; dismiss: () => void } {
  const { store } = useSession()
  const [notice, setNotice] = useState<Notice | null>(() =>
    resumed ? { kind: 'resumed', tone: 'info', text: 'You are back. Everything is as you left it.' } : null,
  )
  useEffect(
    () =>
      store.onEvent(({ data }) => {
        if (!store.latest.caughtUp) return
        if (data.event_type === 'inactivity_nudge') setNotice({ kind: 'nudge', tone: 'info', text: data.text })
        if (data.event_type === 'submission_judged') {
          const counts = `${data.passed} of ${data.total} cases pass`
          const text = data.accepted ? `Accepted: ${counts}.` : `Not accepted: ${counts}. ${data.message}`
          setNotice({ kind: 'verdict', tone: data.accepted ? 'pass' : 'fail', text })
        }
        if (data.event_type === 'question_selected' && data.index > 0) {
          const text = `The next question is here: ${data.question_title}.`
          setNotice((before) =>
            before?.kind === 'verdict'
              ? { kind: 'question', tone: before.tone, text: `${before.text} ${text}` }
              : { kind: 'question', tone: 'info', text },
          )
        }
        if (data.event_type === 'takeover_begun') {
          setNotice({ kind: 'people', tone: 'info', text: 'A person leads the talk from here on.' })
        }
        if (data.event_type === 'time_extended') {
          const text = `The interview may last ${Math.round(data.extra_ms / 60_000)} minutes longer.`
          setNotice({ kind: 'time', tone: 'info', text })
        }
        if (data.event_type === 'helpfulness_changed') {
          setNotice({ kind: 'people', tone: 'info', text: `The assistant ${LEVELS[data.level]} from here on.` })
        }
        if (data.event_type === 'time_warning') {
          setNotice({ kind: 'time', tone: 'warn', text: `${data.minutes_left} minutes are left.` })
        }
      }),
    [store],
  )
  return { notice, dismiss: () => setNotice(null) }
}
