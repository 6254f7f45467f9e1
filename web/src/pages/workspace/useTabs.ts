import { useState } from 'react'
import { useSession, useView } from '../../session/context'
import { EMPTY, type View } from '../../session/view'

export interface OpenTabs {
  readonly tabs: readonly string[]
  readonly active: string
  open: (path: string) => void
  close: (path: string) => void
}

interface State {
  openedSeq: number
  main: string
  tabs: readonly string[]
  active: string
}

/** The files that are open, from the question's main files on; another question has other tabs, another language one more. */
export function useTabs(onOpen: (path: string) => void): OpenTabs {
  const { store } = useSession()
  const openedSeq = useView((view) => view.openedSeq)
  const [state, setState] = useState<State>(() => begun(EMPTY))
  const main = useView((view) => view.paths[0] ?? '')
  if (state.openedSeq !== openedSeq) setState(begun(store.latest.view))
  else if (state.main !== main) setState({ ...state, main, active: main, tabs: state.tabs.includes(main) ? state.tabs : [...state.tabs, main] })
  return {
    tabs: state.tabs,
    active: state.active,
    open: (path) => {
      if (path !== state.active) onOpen(path)
      setState({ ...state, active: path, tabs: state.tabs.includes(path) ? state.tabs : [...state.tabs, path] })
    },
    close: (path) => {
      const at = state.tabs.indexOf(path)
      const tabs = state.tabs.filter((tab) => tab !== path)
      const next = tabs[Math.min(at, tabs.length - 1)] ?? ''
      setState({ ...state, tabs, active: state.active === path ? next : state.active })
    },
  }
}

function begun({ openedSeq, documents, paths }: View): State {
  const mains = paths.filter((path) => documents.get(path)?.role === 'main')
  const tabs = mains.length > 0 ? mains : paths.slice(0, 1)
  return { openedSeq, main: paths[0] ?? '', tabs, active: tabs[0] ?? '' }
}
