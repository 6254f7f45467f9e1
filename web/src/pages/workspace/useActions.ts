import { useMemo, useState } from 'react'
import { Problem } from '../../api/problem'
import type { Editors } from '../../editor/editors'
import { useSession } from '../../session/context'
import type { Telling } from '../../session/telling'
import { announce } from '../../ui/announce'

export interface Actions {
  run: () => Promise<void>
  submit: () => Promise<void>
  save: () => Promise<void>
  end: () => Promise<void>
  /** Ends the run that is under way. */
  cancel: () => Promise<void>
  /** What went wrong with the last of them. */
  wrong: string
  forget: () => void
  complain: (words: string) => void
}

const UNSAVED = 'Your last edits have not reached the server yet. Wait until the connection is back, then try again.'

/** What the candidate does; each waits until the server has every edit. */
export function useActions(editors: Editors, telling: Telling): Actions {
  const { store } = useSession()
  const [wrong, setWrong] = useState('')
  return useMemo(() => {
    const attempt = async (act: () => Promise<unknown>, { settled = true } = {}) => {
      setWrong('')
      try {
        if (settled && !(await editors.settled())) throw new Problem(0, 'unsaved', UNSAVED)
        await act()
      } catch (error) {
        setWrong(Problem.words(error))
        announce(Problem.words(error), { assertive: true })
      }
    }
    return {
      wrong,
      forget: () => setWrong(''),
      complain: setWrong,
      run: () =>
        attempt(async () => {
          await telling.flush()
          await store.ask('run_tests')
        }),
      submit: () =>
        attempt(async () => {
          const { repeated = false } = await store.ask('submit', { source: 'button' })
          if (repeated) throw new Problem(409, 'repeated', 'This very code was handed in before; its result stands below.')
        }),
      save: () => attempt(() => Promise.resolve(announce('Saved'))),
      cancel: () => attempt(() => store.ask('cancel_run'), { settled: false }),
      end: () => attempt(() => store.ask('interview_end'), { settled: false }),
    }
  }, [store, editors, telling, wrong])
}
