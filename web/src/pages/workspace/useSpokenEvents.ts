import { useEffect } from 'react'
import type { SessionStore } from '../../session/store'
import { warningOf } from '../../session/words'
import { announce } from '../../ui/announce'

const LONGEST = 240

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** Says what happens to people who do not see it, signals to who `leads`; not what had happened before they came. */
export function useSpokenEvents(store: SessionStore, leads: boolean): void {
  useEffect(
    () =>
      store.onEvent(({ data }) => {
        if (!store.latest.caughtUp) return
        switch (data.event_type) {
          case 'tests_started':
            announce(data.kind === 'run' ? 'The tests are running' : 'The submission is being judged')
            break
          case 'tests_finished':
            if (data.kind === 'run') announce(data.error ?? `Tests finished: ${data.passed} of ${data.total} passed`)
            break
          case 'submission_judged':
            announce(`${data.accepted ? 'Accepted' : 'Not accepted'}: ${data.passed} of ${data.total} cases pass`)
            break
          case 'question_selected':
            announce(`Next question: ${data.question_title}`)
            break
          case 'inactivity_nudge':
            announce(`The interviewer: ${cut(data.text)}`)
            break
          case 'chat_message':
            if (data.actor === 'agent' || data.actor === 'interviewer') announce(`The interviewer: ${cut(data.text)}`)
            if (data.actor === 'assistant') announce(`The assistant: ${cut(data.text)}`)
            break
          case 'time_warning':
            announce(`${data.minutes_left} minutes left`, { assertive: true })
            break
          case 'interview_paused':
            announce('The interview is paused; the clock stands still', { assertive: true })
            break
          case 'interview_resumed':
            announce('The interview goes on', { assertive: true })
            break
          default: {
            const warning = leads ? warningOf(data) : null
            if (warning !== null) announce(warning)
          }
        }
      }),
    [store, leads],
  )
}
