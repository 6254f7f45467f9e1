import { unifiedMergeView } from '@codemirror/merge'
import { ChangeSet, Compartment, EditorState, RangeSet, type Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { languageOf } from '../ui/languages'
import styles from './CodeEditor.module.css'
import { fadeEffect, remoteEffect, remoteMarks } from './remote'
import { editorTheme } from './theme'
import { reading } from './writing'

interface Props {
  path: string
  text: Text
  /** Who wrote at this moment, which is tinted; null when the moment is of something else. */
  author: string | null
  /** The text to compare with. */
  baseline: Text | null
}

/** A document as it was at a moment; nothing can be written in it. Another path needs another key. */
export function CodeAt({ path, text, author, baseline }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const compared = useRef(new Compartment())
  const first = useRef(text)

  // Before the page is measured for the first time, so that it is measured once.
  useLayoutEffect(() => {
    if (place.current === null) return
    const language = new Compartment()
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          reading(),
          EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `${path} at this moment` }),
          EditorState.readOnly.of(true),
          language.of([]),
          editorTheme,
          remoteMarks(RangeSet.empty),
          compared.current.of([]),
        ],
      }),
    })
    view.current = made
    void languageOf(path).then((found) => found && made.dispatch({ effects: language.reconfigure(found) }))
    return () => {
      made.destroy()
      view.current = null
    }
  }, [path])

  useLayoutEffect(() => {
    first.current = text
    const shown = view.current
    if (shown === null || shown.state.doc.eq(text)) return
    const change = between(shown.state.doc, text)
    shown.dispatch({
      changes: change,
      effects: [...(author === null ? [fadeEffect()] : [remoteEffect(author, change)]), EditorView.scrollIntoView(endOf(change), { y: 'nearest', yMargin: 60 })],
    })
    const timer = setTimeout(() => view.current?.dispatch({ effects: fadeEffect() }), 1_500)
    return () => clearTimeout(timer)
  }, [text, author])

  useEffect(() => {
    const extension = baseline === null ? [] : unifiedMergeView({ original: baseline, mergeControls: false, gutter: true })
    view.current?.dispatch({ effects: compared.current.reconfigure(extension) })
  }, [baseline])

  return <div className={styles['place']} ref={place} />
}

/** The one replacement that makes `after` of `before`: what both begin and end with stays. */
function between(before: Text, after: Text): ChangeSet {
  const [old, now] = [before.toString(), after.toString()]
  const least = Math.min(old.length, now.length)
  let from = 0
  while (from < least && old.charCodeAt(from) === now.charCodeAt(from)) from += 1
  let same = 0
  while (same < least - from && old.charCodeAt(old.length - 1 - same) === now.charCodeAt(now.length - 1 - same)) same += 1
  return ChangeSet.of({ from, to: old.length - same, insert: after.slice(from, now.length - same) }, old.length)
}

function endOf(change: ChangeSet): number {
  let end = 0
  change.iterChangedRanges((_fromA, _toA, _fromB, toB) => {
    end = toB
  })
  return end
}
