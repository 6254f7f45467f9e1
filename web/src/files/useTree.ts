import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useSession, useView } from '../session/context'
import type { Entry } from './tree'

const TOLD = new Set(['file_changed', 'files_changed', 'question_selected', 'language_changed', 'assistant_change_rejected'])
const READ_AFTER_MS = 300

/** The files of the workspace, read again after what the log tells; the documents are known without asking. */
export function useTree(): { entries: Entry[]; failed: boolean; again: () => void } {
  const { store, api } = useSession()
  const documents = useView((view) => view.documents)
  const queries = useQueryClient()
  const key = useMemo(() => ['tree', store.sessionId], [store])
  const { data, isError, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.tree(signal), staleTime: 5_000 })
  useEffect(() => {
    let timer = 0
    const stop = store.onEvent(({ data: event }) => {
      if (!TOLD.has(event.event_type) || (event.event_type === 'file_changed' && event.kind === 'write')) return
      clearTimeout(timer)
      timer = window.setTimeout(() => void queries.invalidateQueries({ queryKey: key }), READ_AFTER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [store, queries, key])
  const paths = useMemo(() => [...documents.values()].map(({ path, readonly }) => `${readonly ? 'r' : 'w'}${path}`).join('\n'), [documents])
  const entries = useMemo(() => {
    const known: Entry[] = paths === '' ? [] : paths.split('\n').map((line) => ({ path: line.slice(1), folder: false, locked: line.startsWith('r') }))
    const rest = (data?.entries ?? [])
      .filter(({ path, usable, document }) => usable && !document && !known.some((one) => one.path === path))
      .map(({ path, kind, readonly }) => ({ path, folder: kind === 'folder', locked: readonly }))
    return [...known, ...rest]
  }, [paths, data])
  return { entries, failed: isError, again: () => void refetch() }
}
