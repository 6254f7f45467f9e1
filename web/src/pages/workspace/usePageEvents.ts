import { useEffect } from 'react'
import type { Telling } from '../../session/telling'

/** Tells what the start screen said it would: whether the page is in front, and how much is pasted where. */
export function usePageEvents(telling: Telling, path: string, acts: boolean): void {
  useEffect(() => {
    if (!acts) return
    const onFocus = () => telling.tell({ event_type: 'focus_changed', focused: document.visibilityState === 'visible' && document.hasFocus() })
    const onPaste = ({ target, clipboardData }: ClipboardEvent) => {
      if (!(target instanceof Element) || target.closest('.cm-content') === null) return
      telling.tell({ event_type: 'pasted', path, length: clipboardData?.getData('text').length ?? 0 })
    }
    const onLeave = () => void telling.flush()
    window.addEventListener('focus', onFocus)
    window.addEventListener('blur', onFocus)
    document.addEventListener('paste', onPaste, { capture: true })
    window.addEventListener('pagehide', onLeave)
    return () => {
      window.removeEventListener('focus', onFocus)
      window.removeEventListener('blur', onFocus)
      document.removeEventListener('paste', onPaste, { capture: true })
      window.removeEventListener('pagehide', onLeave)
    }
  }, [telling, path, acts])
}
