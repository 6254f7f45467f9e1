import { type ChangeSet, type Extension, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { Envelope } from '../protocol/frames'
import { Caret } from './cursors'

interface Remote {
  readonly author: string
  readonly spots: ReadonlyArray<{ from: number; to: number }>
}

const arrived = StateEffect.define<Remote>()
const faded = StateEffect.define<null>()

/** Where others have just written: their text is tinted for a moment, and who has no cursor of its own gets one. */
const fresh = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(faded)) next = Decoration.none
      if (effect.is(arrived)) next = tinted(effect.value)
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

function tinted({ author, spots }: Remote): DecorationSet {
  const mark = Decoration.mark({ class: `cm-remote-${author}` })
  const ranges = spots.filter(({ from, to }) => to > from).map(({ from, to }) => mark.range(from, to))
  const last = spots.at(-1)
  const cursorless = author === 'assistant' || author === 'program'
  if (last !== undefined && cursorless) ranges.push(Decoration.widget({ widget: new Caret(author), side: 1 }).range(last.to))
  return Decoration.set(ranges, true)
}

const byAssistant = Decoration.line({ class: 'cm-by-assistant', attributes: { title: 'Changed by the assistant' } })

/** The lines that the assistant wrote or changed. */
const authored = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(arrived) && effect.value.author === 'assistant') {
        next = withLines(next, transaction.state.doc, effect.value.spots)
      }
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

function withLines(lines: DecorationSet, doc: Text, spots: Remote['spots']): DecorationSet {
  const starts = new Set<number>()
  for (const { from, to } of spots) {
    if (from === to) continue
    for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
      starts.add(line.from)
      if (line.to >= to || line.number === doc.lines) break
    }
  }
  const cleared = lines.update({ filter: (from) => !starts.has(from) })
  return cleared.update({ add: [...starts].toSorted((a, b) => a - b).map((at) => byAssistant.range(at)) })
}

/** Where a change set inserted something, in the document after it. */
export function spotsOf(changes: ChangeSet): Array<{ from: number; to: number }> {
  const spots: Array<{ from: number; to: number }> = []
  changes.iterChangedRanges((_fromA, _toA, from, to) => spots.push({ from, to }))
  return spots
}

/** The effect that shows what `author` wrote. */
export const remoteEffect = (author: string, changes: ChangeSet): StateEffect<Remote> =>
  arrived.of({ author, spots: spotsOf(changes) })

export const fadeEffect = (): StateEffect<null> => faded.of(null)

/** Marks for what others write; `lines` are those of the assistant from before. */
export function remoteMarks(lines: DecorationSet): Extension {
  return [fresh, authored.init(() => lines)]
}

/** The assistant's lines in a document, from the log of its changes after `openedSeq`. */
export function assistantLines(
  log: readonly Envelope[],
  { path, openedSeq, base, read }: {
    path: string
    openedSeq: number
    base: Text
    read: (changes: ReadonlyArray<number | Array<number | string>>) => ChangeSet
  },
): DecorationSet {
  const edits = log.flatMap(({ seq, data }) =>
    seq > openedSeq && data.event_type === 'code_changed' && data.path === path ? [data] : [],
  )
  let lines: DecorationSet = RangeSet.empty
  if (!edits.some((edit) => edit.author === 'assistant')) return lines
  let doc = base
  for (const edit of edits) {
    const changes = read(edit.changes)
    doc = changes.apply(doc)
    lines = lines.map(changes)
    if (edit.author === 'assistant') lines = withLines(lines, doc, spotsOf(changes))
  }
  return lines
}
