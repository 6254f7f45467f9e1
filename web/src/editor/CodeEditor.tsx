import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import styles from './CodeEditor.module.css'
import type { DocumentEditor } from './documentEditor'

/** Shows an open document; the document outlives it. */
export function CodeEditor({ editor, onView }: { editor: DocumentEditor; onView?: (view: EditorView | null) => void }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null) return
    const view = editor.attach(place.current)
    onView?.(view)
    return () => {
      onView?.(null)
      editor.detach()
    }
  }, [editor, onView])
  return <div className={styles['place']} ref={place} />
}
