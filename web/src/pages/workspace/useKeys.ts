import { useEffect, useRef } from 'react'

/** Ctrl/Cmd+Enter runs and Ctrl/Cmd+S saves, wherever the focus is. */
export function useKeys(keys: { run: () => void; save: () => void }): void {
  const newest = useRef(keys)
  useEffect(() => {
    newest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      if (event.key === 'Enter') newest.current.run()
      else if (event.key.toLowerCase() === 's') newest.current.save()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
