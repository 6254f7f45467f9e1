import { useState } from 'react'
import { useSession, useView } from '../../session/context'
import { EMPTY, type View } from '../../session/view'

export interface Tabs {
  readonly tabs: readonly string[]
  readonly active: string
  open: (path: string) => void
  close: (path: string) => void
}

interface State {
  openedSeq: number
  tabs: readonly string[]
  active: string
}

/** The files that are open, from the question's main files on; another question has other tabs. */
export function useTabs(onOpen: (path: string) => void): Tabs {
  const { store } = useSession()
  const openedSeq = useView((view) => view.openedSeq)
  const [state, setState] = useState<State>(() => begun(EMPTY))
  if (state.openedSeq !== openedSeq) setState(begun(store.latest.view))
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

function begun({ openedSeq, documents }: View): State {
  const main = [...documents.values()].filter((document) => document.role === 'main').map(({ path }) => path)
  const tabs = main.length > 0 ? main : [...documents.keys()].slice(0, 1)
  return { openedSeq, tabs, active: tabs[0] ?? '' }
}
