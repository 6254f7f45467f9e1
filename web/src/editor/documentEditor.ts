import { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from '@codemirror/collab'
import { ChangeSet, Compartment, EditorState, type StateEffect, type Transaction, type TransactionSpec } from '@codemirror/state'
import { type DecorationSet, EditorView } from '@codemirror/view'
import type { Problem } from '../api/problem'
import type { CodeChanged, Cursor } from '../protocol/generated'
import type { SessionStore } from '../session/store'
import type { Document } from '../session/view'
import { type Draft, type Drafts, MAX_UPDATES } from './drafts'
import { languageOf } from '../ui/languages'
import { otherCursors, type Place, placesEffect } from './cursors'
import { fadeEffect, remoteEffect, remoteMarks } from './remote'
import { editorTheme } from './theme'
import { writing } from './writing'

const PUSH_AFTER_MS = 4
const KEEP_AFTER_MS = 50
const SHOW_AFTER_MS = 80
const FADE_AFTER_MS = 2_500

/** Refusals that a later attempt can turn into success; after any other the edit is lost and said to be. */
const PASSING = new Set(['connection_lost', 'not_now', 'storage_unavailable', 'too_many_frames'])

export interface Surroundings {
  readonly store: SessionStore
  readonly drafts: Drafts
  readonly clientId: string
  readonly questionId: string
  /** The number of unconfirmed edits changed. */
  onUnsaved: () => void
  /** The server did not take an edit; `text` is what was in the editor. */
  onRefused: (path: string, problem: Problem, text: string) => void
  /** The browser could not keep an unconfirmed edit. */
  onNotKept: () => void
  onCaret: (caret: string) => void
}

/**
 * One open document: the editor's state outlives the components that show it.
 *
 * Local edits are pushed one frame at a time and confirmed by the log; what comes from the log is taken one
 * change at a time, as the server moved it.
 */
export class DocumentEditor {
  readonly path: string
  readonly #around: Surroundings
  readonly #locked = new Compartment()
  readonly #language = new Compartment()
  readonly #ids = new WeakMap<Transaction, string>()
  #view: EditorView | null = null
  #state: EditorState
  #scroll: StateEffect<unknown> | null = null
  #pushing = false
  #confirmAt = 0
  #timers = { push: 0, keep: 0, fade: 0, show: 0 }

  constructor(document: Document, lines: DecorationSet, locked: boolean, around: Surroundings) {
    this.path = document.path
    this.#around = around
    this.#state = this.#fresh(document, lines, locked)
    void languageOf(this.path).then((language) => {
      if (language !== null) this.#dispatch({ effects: this.#language.reconfigure(language) })
    })
  }

  get state(): EditorState {
    return this.#view?.state ?? this.#state
  }

  /** How many local edits the server has not confirmed. */
  get unsaved(): number {
    return sendableUpdates(this.state).length
  }

  // -- on the page

  attach(parent: HTMLElement): EditorView {
    this.detach()
    this.#view = new EditorView({ state: this.#state, parent, ...(this.#scroll ? { scrollTo: this.#scroll } : {}) })
    return this.#view
  }

  detach(): void {
    if (this.#view === null) return
    this.#state = this.#view.state
    this.#scroll = this.#view.scrollSnapshot()
    this.#view.destroy()
    this.#view = null
  }

  /** Scrolls so that a place in the text is in sight. */
  reveal(position: number): void {
    this.#dispatch({ effects: EditorView.scrollIntoView(Math.min(position, this.state.doc.length), { y: 'nearest', yMargin: 60 }) })
  }

  /** Whether people may write in it now. */
  lock(locked: boolean): void {
    if (this.state.readOnly === locked) return
    this.#dispatch({ effects: this.#locked.reconfigure(EditorState.readOnly.of(locked)) })
  }

  /** Forgets the document; what is unconfirmed stays in the browser's storage. */
  close(): void {
    this.keepNow()
    this.detach()
    for (const timer of Object.values(this.#timers)) clearTimeout(timer)
  }

  // -- with the server

  /** Takes one change of the log. */
  receive(event: CodeChanged): void {
    if (event.version !== getSyncedVersion(this.state) + 1) return
    const changes = ChangeSet.fromJSON(event.changes)
    const ours = event.client_id === this.#around.clientId
    const transaction = receiveUpdates(this.state, [{ changes, clientID: event.client_id ?? `seq:${event.version}` }])
    this.#apply(transaction)
    if (!ours) this.#dispatch({ effects: remoteEffect(event.author, transaction.changes) })
    if (!ours) this.#later('fade', FADE_AFTER_MS, () => this.#dispatch({ effects: fadeEffect() }))
    if (this.#pushing && event.version >= this.#confirmAt && this.#confirmAt > 0) this.#confirmed()
    if (ours) this.#later('keep', KEEP_AFTER_MS, () => this.keepNow())
    this.#around.onUnsaved()
  }

  /** Shows where others are; their positions are those of their versions, which may be a moment away from ours. */
  showOthers(cursors: readonly Cursor[], names: ReadonlyMap<string, string>): void {
    const unconfirmed = sendableUpdates(this.state)
    const here = (cursor: Cursor, at: number): number => {
      const moved = cursor.version === getSyncedVersion(this.state) ? unconfirmed : []
      const place = moved.reduce((position, { changes }) => (position <= changes.length ? changes.mapPos(position) : position), at)
      return Math.min(place, this.state.doc.length)
    }
    const places: Place[] = cursors.map((cursor) => ({
      role: cursor.role,
      name: names.get(cursor.connection_id) ?? '',
      anchor: here(cursor, cursor.anchor),
      head: here(cursor, cursor.head),
    }))
    this.#dispatch({ effects: placesEffect(places) })
  }

  /** Tells the others soon where the caret is. */
  tellCursor(): void {
    this.#later('show', SHOW_AFTER_MS, this.#showCursor, { restart: false })
  }

  /** Only with all edits confirmed is the caret at a place that the others know. */
  readonly #showCursor = (): void => {
    if (this.#view === null || !this.#view.hasFocus) return
    if (this.unsaved > 0) this.tellCursor()
    else {
      const { anchor, head } = this.state.selection.main
      this.#around.store.hint('cursor', { path: this.path, version: getSyncedVersion(this.state), anchor, head })
    }
  }

  /** Takes another text as the document, whatever was unconfirmed. */
  replace(document: Document, lines: DecorationSet, locked: boolean): void {
    this.#pushing = false
    const state = this.#fresh(document, lines, locked)
    if (this.#view === null) this.#state = state
    else this.#view.setState(state)
    void languageOf(this.path).then((language) => {
      if (language !== null) this.#dispatch({ effects: this.#language.reconfigure(language) })
    })
    this.keepNow()
    this.#around.onUnsaved()
  }

  /** Sends what is unconfirmed, unless something is on its way. */
  readonly push = (): void => {
    const { store, clientId, questionId } = this.#around
    const updates = this.#updates().slice(0, MAX_UPDATES)
    if (this.#pushing || updates.length === 0 || !store.latest.caughtUp) return
    this.#pushing = true
    this.#confirmAt = 0
    const body = { path: this.path, version: getSyncedVersion(this.state), updates: [...updates], client_id: clientId }
    store.ask('code_update', { ...body, question_id: questionId }, { again: false }).then(
      ({ version = 0 }) => {
        this.#confirmAt = version
        if (getSyncedVersion(this.state) >= version) this.#confirmed()
      },
      (problem: Problem) => this.#refused(problem),
    )
  }

  /** Writes what is unconfirmed to the browser's storage, or removes what is there. */
  readonly keepNow = (): void => {
    clearTimeout(this.#timers.keep)
    this.#timers.keep = 0
    const { drafts, questionId, onNotKept } = this.#around
    const version = getSyncedVersion(this.state)
    if (!drafts.keep({ questionId, path: this.path, version, updates: this.#updates() })) onNotKept()
  }

  #updates(): Draft['updates'] {
    return sendableUpdates(this.state).map(({ changes, origin }) => {
      const id = this.#ids.get(origin) ?? crypto.randomUUID()
      this.#ids.set(origin, id)
      return { changes: changes.toJSON() as Array<number | Array<number | string>>, change_id: id }
    })
  }

  #confirmed(): void {
    this.#pushing = false
    this.push()
  }

  #refused(problem: Problem): void {
    this.#pushing = false
    if (!PASSING.has(problem.code)) this.#around.onRefused(this.path, problem, this.state.doc.toString())
    else if (problem.code !== 'connection_lost') this.#later('push', 1000, this.push)
  }

  // -- the state

  #fresh(document: Document, lines: DecorationSet, locked: boolean): EditorState {
    const name = `${this.path}, code editor. Press Escape, then Tab, to leave.`
    return EditorState.create({
      doc: document.text,
      extensions: [
        writing(this.path),
        EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': name }),
        this.#locked.of(EditorState.readOnly.of(locked)),
        this.#language.of([]),
        editorTheme,
        remoteMarks(lines),
        otherCursors(),
        collab({ startVersion: document.version, clientID: this.#around.clientId }),
        EditorView.updateListener.of(({ docChanged, selectionSet, focusChanged, state }) => {
          if (docChanged && this.unsaved > 0) this.#edited()
          if (docChanged || selectionSet || focusChanged) this.tellCursor()
          if (!docChanged && !selectionSet) return
          const { head } = state.selection.main
          const line = state.doc.lineAt(head)
          this.#around.onCaret(`${line.number}:${head - line.from + 1}`)
        }),
      ],
    })
  }

  #edited(): void {
    this.#around.onUnsaved()
    this.#later('push', PUSH_AFTER_MS, this.push, { restart: false })
    this.#later('keep', KEEP_AFTER_MS, this.keepNow, { restart: false })
  }

  #later(name: 'push' | 'keep' | 'fade' | 'show', afterMs: number, act: () => void, { restart = true } = {}): void {
    if (!restart && this.#timers[name] !== 0) return
    clearTimeout(this.#timers[name])
    this.#timers[name] = window.setTimeout(() => {
      this.#timers[name] = 0
      act()
    }, afterMs)
  }

  #dispatch(spec: TransactionSpec): void {
    this.#apply(this.state.update(spec))
  }

  #apply(transaction: Transaction): void {
    if (this.#view === null) this.#state = transaction.state
    else this.#view.dispatch(transaction)
  }
}
