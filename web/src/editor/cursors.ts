import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

const NAMES: Record<string, string> = {
  assistant: 'Assistant',
  candidate: 'Candidate',
  interviewer: 'Interviewer',
  observer: 'Observer',
  program: 'A program',
}
const COLOURS: Record<string, string> = { assistant: '--ai', interviewer: '--interviewer' }

/** The colour of an author, everywhere the same. */
export const colourOf = (author: string): string => `var(${COLOURS[author] ?? '--accent'})`

/** Somebody's caret, with the name above it. */
export class Caret extends WidgetType {
  readonly author: string
  readonly name: string

  constructor(author: string, name = '') {
    super()
    this.author = author
    this.name = name || (NAMES[author] ?? author)
  }

  override eq(other: Caret): boolean {
    return other.author === this.author && other.name === this.name
  }

  toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'cm-caret'
    caret.style.borderColor = colourOf(this.author)
    caret.setAttribute('aria-hidden', 'true')
    const name = document.createElement('span')
    name.className = 'cm-caret-name'
    name.style.background = colourOf(this.author)
    name.textContent = this.name
    caret.append(name)
    return caret
  }
}

/** Where somebody else is in this document. */
export interface Place {
  readonly role: string
  readonly name: string
  readonly anchor: number
  readonly head: number
}

const moved = StateEffect.define<readonly Place[]>()

const others = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(moved)) next = drawn(effect.value)
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

function drawn(places: readonly Place[]): DecorationSet {
  const ranges = places.flatMap(({ role, name, anchor, head }) => {
    const caret = Decoration.widget({ widget: new Caret(role, name), side: 1 }).range(head)
    if (anchor === head) return [caret]
    const mark = Decoration.mark({ class: `cm-remote-${role}` })
    return [mark.range(Math.min(anchor, head), Math.max(anchor, head)), caret]
  })
  return Decoration.set(ranges, true)
}

/** The effect that shows where the others are. */
export const placesEffect = (places: readonly Place[]): StateEffect<readonly Place[]> => moved.of(places)

export const otherCursors = (): Extension => others
