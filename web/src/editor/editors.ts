import { ChangeSet } from '@codemirror/state'
import { Problem } from '../api/problem'
import type { Envelope } from '../protocol/frames'
import type { Snapshot, SessionStore } from '../session/store'
import { type Document, textOf } from '../session/view'
import { DocumentEditor } from './documentEditor'
import { type Draft, Drafts, insertedText, sendable } from './drafts'
import { assistantLines } from './remote'

const SETTLE_MS = 4_000

/** An edit that the server did not take, with the text that can be saved of it. */
export interface LostEdit {
  readonly path: string
  readonly why: string
  readonly text: string
}

export interface EditorsState {
  /** Local edits that the server has not confirmed. */
  readonly unsaved: number
  readonly lost: LostEdit | null
  /** The browser has no room for what is unconfirmed. */
  readonly notKept: boolean
  /** Where the caret is, as `line:column`. */
  readonly caret: string
}

/** The documents of a session that are open in this page. */
export class Editors {
  readonly #store: SessionStore
  readonly #mayEdit: boolean
  readonly #clientId = crypto.randomUUID()
  readonly #drafts: Drafts
  readonly #open = new Map<string, DocumentEditor>()
  readonly #listeners = new Set<() => void>()
  readonly #stop: Array<() => void>
  #state: EditorsState = { unsaved: 0, lost: null, notKept: false, caret: '' }
  #beforeReset: { questionId: string; texts: ReadonlyMap<string, string> } | null = null
  #wasCaughtUp = false
  #cursors: Snapshot['cursors'] = new Map()
  #people: Snapshot['people'] = []

  constructor(store: SessionStore, { mayEdit }: { mayEdit: boolean }) {
    this.#store = store
    this.#mayEdit = mayEdit
    this.#drafts = new Drafts(store.sessionId, this.#clientId)
    this.#stop = [
      store.onEvent((envelope) => this.#event(envelope)),
      store.onReset(() => this.#reset()),
      store.subscribe(() => this.#storeChanged()),
    ]
    window.addEventListener('pagehide', this.#keep)
    window.addEventListener('beforeunload', this.#warn)
    document.addEventListener('visibilitychange', this.#keep)
    // The log may have been seen to its end already; then nobody tells us.
    this.#storeChanged()
  }

  dispose(): void {
    this.#closeAll()
    for (const stop of this.#stop) stop()
    window.removeEventListener('pagehide', this.#keep)
    window.removeEventListener('beforeunload', this.#warn)
    document.removeEventListener('visibilitychange', this.#keep)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getState = (): EditorsState => this.#state

  /** The editor of a document; undefined when there is no such document. */
  of(path: string): DocumentEditor | undefined {
    const { view } = this.#store.latest
    const document = view.documents.get(path)
    if (document === undefined || view.question === null) return undefined
    const known = this.#open.get(path)
    if (known !== undefined) return known
    const editor = new DocumentEditor(document, this.#lines(document), this.#isLocked(document), {
      store: this.#store,
      drafts: this.#drafts,
      clientId: this.#clientId,
      questionId: view.question.question_id,
      onUnsaved: () => this.#count(),
      onRefused: (refused, problem, text) => this.#refused(refused, problem, text),
      onNotKept: () => this.#change({ notKept: true }),
      onCaret: (caret) => this.#change({ caret }),
    })
    this.#open.set(path, editor)
    return editor
  }

  /** Waits until the server has every edit; false when it did not get them in time. */
  async settled(): Promise<boolean> {
    for (const editor of this.#open.values()) editor.push()
    const deadline = Date.now() + SETTLE_MS
    while (this.#state.unsaved > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20))
    return this.#state.unsaved === 0
  }

  /** The person has seen what was lost. */
  forgetLost(): void {
    this.#change({ lost: null })
  }

  // -- what happens

  #event({ data }: Envelope): void {
    if (data.event_type === 'code_changed') {
      if (data.question_id === this.#store.latest.view.question?.question_id) this.#open.get(data.path)?.receive(data)
    } else if (data.event_type === 'question_selected') this.#replaced()
    else if (data.event_type === 'code_snapshot') this.#compare(data.path)
  }

  /** Other documents are open now; what was unconfirmed of the old ones is told. */
  #replaced(): void {
    for (const [path, editor] of this.#open) {
      if (editor.unsaved === 0) continue
      const why = 'the documents were closed before the last edits arrived'
      this.#change({ lost: { path, why, text: editor.state.doc.toString() } })
    }
    this.#closeAll()
  }

  /** A document without unconfirmed edits has to be what the log says; if it ever is not, the log is right. */
  #compare(path: string): void {
    const editor = this.#open.get(path)
    const document = this.#store.latest.view.documents.get(path)
    if (editor === undefined || document === undefined || editor.unsaved > 0) return
    if (!editor.state.doc.eq(document.text)) editor.replace(document, this.#lines(document), this.#isLocked(document))
  }

  #storeChanged(): void {
    const { caughtUp, view, cursors, people } = this.#store.latest
    if (people !== this.#people) this.#greet(people)
    if (cursors !== this.#cursors) this.#showOthers(cursors)
    for (const [path, editor] of this.#open) {
      const document = view.documents.get(path)
      if (document !== undefined) editor.lock(this.#isLocked(document))
    }
    if (caughtUp && !this.#wasCaughtUp) void this.#back()
    this.#wasCaughtUp = caughtUp
  }

  /** Whoever came learns where this page's caret is. */
  #greet(people: Snapshot['people']): void {
    this.#people = people
    for (const editor of this.#open.values()) editor.tellCursor()
  }

  #showOthers(cursors: Snapshot['cursors']): void {
    this.#cursors = cursors
    const names = new Map(this.#store.latest.people.map((person) => [person.connection_id, person.name]))
    for (const [path, editor] of this.#open) {
      const here = [...cursors.values()].filter((cursor) => cursor.path === path)
      editor.showOthers(here, names)
    }
  }

  #isLocked(document: Document): boolean {
    return !this.#mayEdit || document.readonly || this.#store.latest.view.status !== 'active'
  }

  #lines(document: Document) {
    const { view } = this.#store.latest
    const original = view.question?.files.find((file) => file.path === document.path)
    return assistantLines(this.#store.log, {
      path: document.path,
      openedSeq: view.openedSeq,
      base: textOf(original?.content ?? ''),
      read: (changes) => ChangeSet.fromJSON(changes),
    })
  }

  // -- after having been away

  async #back(): Promise<void> {
    if (!this.#mayEdit) return
    await this.#restoreAfterReset()
    for (const draft of this.#drafts.leftBehind()) await this.#sendDraft(draft)
    for (const editor of this.#open.values()) editor.push()
  }

  async #sendDraft(draft: Draft): Promise<void> {
    const { path, version, clientId, questionId, updates } = draft
    try {
      const body = { path, version, updates: [...sendable(updates)], client_id: clientId, question_id: questionId }
      await this.#store.ask('code_update', body, { again: false })
    } catch (error) {
      if (error instanceof Problem && ['connection_lost', 'not_now', 'storage_unavailable'].includes(error.code)) return
      this.#change({ lost: { path, why: Problem.words(error), text: insertedText(draft) } })
    }
    this.#drafts.forget(draft)
  }

  /** The log is another one: it may lack what it had confirmed before, so this page gives back what it holds. */
  #reset(): void {
    const { question } = this.#store.latest.view
    if (this.#mayEdit && question !== null) {
      const texts = new Map([...this.#open].map(([path, editor]) => [path, editor.state.doc.toString()]))
      this.#beforeReset = { questionId: question.question_id, texts }
    }
    this.#closeAll()
  }

  async #restoreAfterReset(): Promise<void> {
    const before = this.#beforeReset
    this.#beforeReset = null
    const { view } = this.#store.latest
    if (before === null || before.questionId !== view.question?.question_id) return
    for (const [path, content] of before.texts) {
      const document = view.documents.get(path)
      if (document === undefined || document.readonly || document.text.toString() === content) continue
      try {
        await this.#store.ask('code_update', { path, content, version: document.version })
      } catch (error) {
        this.#change({ lost: { path, why: Problem.words(error), text: content } })
      }
    }
  }

  #refused(path: string, problem: Problem, text: string): void {
    const document = this.#store.latest.view.documents.get(path)
    if (document !== undefined) {
      this.#open.get(path)?.replace(document, this.#lines(document), this.#isLocked(document))
    }
    this.#change({ lost: { path, why: problem.message, text } })
  }

  #closeAll(): void {
    for (const editor of this.#open.values()) editor.close()
    this.#open.clear()
    this.#count()
  }

  readonly #keep = (): void => {
    for (const editor of this.#open.values()) editor.keepNow()
  }

  /** Only what nobody keeps is worth a question. */
  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.#state.notKept && this.#state.unsaved > 0) event.preventDefault()
  }

  #count(): void {
    const unsaved = [...this.#open.values()].reduce((sum, editor) => sum + editor.unsaved, 0)
    if (unsaved !== this.#state.unsaved) this.#change({ unsaved })
  }

  #change(part: Partial<EditorsState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}
