import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import styles from './CodeEditor.module.css'
import type { DocumentEditor } from './documentEditor'

/** Shows an open document; the document outlives it. */
export function CodeEditor({ editor, onView }: { editor: DocumentEditor; onView?: (view: EditorView | null) => void }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null) return
    onView?.(editor.attach(place.current))
    return () => {
      onView?.(null)
      editor.detach()
    }
  }, [editor, onView])
  return <div className={styles['place']} ref={place} />
}
