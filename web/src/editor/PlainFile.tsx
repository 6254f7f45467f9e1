import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../api/problem'
import type { FileOut } from '../protocol/generated'
import { useSession } from '../session/context'
import { Banner } from '../ui/Banner'
import { Button } from '../ui/Button'
import { languageOf } from '../ui/languages'
import { Loading, State } from '../ui/State'
import styles from './CodeEditor.module.css'
import { editorTheme } from './theme'
import { writing } from './writing'

const SAVE_AFTER_MS = 700

/** A file that is no document of the question: read and written as a whole. */
export function PlainFile({ path, mayEdit }: { path: string; mayEdit: boolean }) {
  const { api, store } = useSession()
  const address = `/files/${path.split('/').map(encodeURIComponent).join('/')}`
  const { data, error, refetch } = useQuery({
    queryKey: ['file', store.sessionId, path],
    queryFn: () => api.call<FileOut>(address),
    gcTime: 0,
  })
  if (error !== null) {
    return (
      <State icon="file" title="This file cannot be shown" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {Problem.words(error)}
      </State>
    )
  }
  if (data === undefined) return <Loading what="Reading the file" />
  return <Written address={address} file={data} mayEdit={mayEdit && !data.readonly} />
}

function Written({ address, file, mayEdit }: { address: string; file: FileOut; mayEdit: boolean }) {
  const { api, store } = useSession()
  const queries = useQueryClient()
  const place = useRef<HTMLDivElement>(null)
  const [trouble, setTrouble] = useState('')
  const [outside, setOutside] = useState(false)
  const { path, content } = file

  useEffect(() => {
    if (place.current === null) return
    let timer = 0
    let saved = content
    const language = new Compartment()
    const save = async () => {
      clearTimeout(timer)
      timer = 0
      const text = view.state.doc.toString()
      if (text === saved) return
      try {
        await api.call(address, { method: 'PUT', body: { content: text } })
        saved = text
        setTrouble('')
      } catch (error) {
        setTrouble(Problem.words(error))
        timer = window.setTimeout(() => void save(), 5_000)
      }
    }
    const view = new EditorView({
      parent: place.current,
      doc: content,
      extensions: [
        writing(path),
        EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `${path}, editor. Press Escape, then Tab, to leave.` }),
        EditorState.readOnly.of(!mayEdit),
        language.of([]),
        editorTheme,
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) timer ||= window.setTimeout(() => void save(), SAVE_AFTER_MS)
        }),
      ],
    })
    void languageOf(path).then((found) => found && view.dispatch({ effects: language.reconfigure(found) }))
    const stop = store.onEvent(({ data }) => {
      if (data.event_type !== 'file_changed' || data.path !== path || data.content === null) return
      const text = view.state.doc.toString()
      if (data.content === text) saved = text
      else if (text === saved) {
        saved = data.content
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: data.content } })
      } else setOutside(true)
    })
    return () => {
      stop()
      void save()
      view.destroy()
    }
  }, [address, api, store, path, content, mayEdit])

  const reload = () => {
    setOutside(false)
    void queries.invalidateQueries({ queryKey: ['file', store.sessionId, path] })
  }
  return (
    <div className={styles['plain']}>
      {trouble !== '' && (
        <Banner tone="fail" urgent>
          {path} is not saved: {trouble} Trying again.
        </Banner>
      )}
      {outside && (
        <Banner tone="warn" actions={<Button onClick={reload}>Show theirs</Button>}>
          Somebody else changed {path}. What you see is yours and will be saved over it.
        </Banner>
      )}
      <div className={styles['place']} ref={place} />
    </div>
  )
}
