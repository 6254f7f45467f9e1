// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EditorView } from '@codemirror/view'
import { SessionStore } from '../session/store'
import { FakeServer } from '../testing/fakeServer'
import { Drafts, sendable } from './drafts'
import { Editors } from './editors'

const PATH = 'solution.py'

/** One page: its connection, its editors, and the view of the one document. */
async function page(server: FakeServer) {
  const store = new SessionStore('s', { make: (address) => server.connect(address) })
  const editors = new Editors(store, { mayEdit: true })
  store.open()
  await vi.advanceTimersByTimeAsync(100)
  const editor = editors.of(PATH)
  if (editor === undefined) throw new Error('the document is not there')
  const view = editor.attach(document.createElement('div'))
  return { store, editors, editor, view }
}

const type = (view: EditorView, at: number, insert: string) => view.dispatch({ changes: { from: at, insert } })

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

function full(): never {
  throw new DOMException('full', 'QuotaExceededError')
}

/** Numbers that are random and the same in every run. */
function randoms(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test.each([1, 2, 3])('pages that write at once, lose connections and come back end with one text (%i)', async (seed) => {
  const server = new FakeServer('first\nsecond\nthird\n')
  const first = await page(server)
  const pages = [first, await page(server), await page(server)]
  const random = randoms(seed)
  for (let step = 0; step < 50; step += 1) {
    const { view } = pages[random(3)] ?? first
    const length = view.state.doc.length
    const from = random(length + 1)
    const to = Math.min(length, from + random(5))
    view.dispatch({ changes: random(3) === 0 ? { from, to } : { from, to: random(2) === 0 ? to : from, insert: `${step} ` } })
    if (random(12) === 0) server.cut()
    if (random(15) === 0) server.loseAnswers = 1
    await vi.advanceTimersByTimeAsync(random(60))
  }
  await vi.advanceTimersByTimeAsync(20_000)
  for (const { view, editors, store } of pages) {
    expect(view.state.doc.toString()).toBe(server.doc.toString())
    expect(store.latest.view.documents.get(PATH)?.text.toString()).toBe(server.doc.toString())
    expect(editors.getState().unsaved).toBe(0)
  }
})

test('what is written without a connection is kept by the browser, and sent by the next page once', async () => {
  const server = new FakeServer('a\n')
  const first = await page(server)
  server.up = false
  server.cut()
  for (let number = 0; number < 300; number += 1) type(first.view, 0, `${number},`)
  await vi.advanceTimersByTimeAsync(500)
  expect(first.editors.getState().unsaved).toBe(300)
  first.store.close()
  server.up = true
  const second = await page(server)
  await vi.advanceTimersByTimeAsync(500)
  expect(second.view.state.doc.toString()).toBe(first.view.state.doc.toString())
  expect(Object.keys(localStorage).filter((name) => name.startsWith('draft:'))).toEqual([])
})

test('editors that begin when the log was seen already send what was left behind', async () => {
  const server = new FakeServer('a\n')
  const draft = { questionId: 'q', path: PATH, version: 0, updates: [{ changes: [[0, 'kept '], 2], change_id: 'c' }] }
  expect(new Drafts('s', 'an earlier page').keep(draft)).toBe(true)
  const store = new SessionStore('s', { make: (address) => server.connect(address) })
  store.open()
  await vi.advanceTimersByTimeAsync(1000)
  const editors = new Editors(store, { mayEdit: true })
  await vi.advanceTimersByTimeAsync(100)
  expect(server.doc.toString()).toBe('kept a\n')
  editors.dispose()
})

test('edits are kept also after the page was hidden for a while', async () => {
  const server = new FakeServer('a\n')
  const { view } = await page(server)
  server.up = false
  server.cut()
  type(view, 0, 'x')
  document.dispatchEvent(new Event('visibilitychange'))
  type(view, 0, 'y')
  await vi.advanceTimersByTimeAsync(200)
  const kept = Object.values({ ...localStorage }).join('')
  expect(kept).toContain('"x"')
  expect(kept).toContain('"y"')
})

test('a confirmed edit leaves nothing behind in the browser', async () => {
  const server = new FakeServer('a\n')
  const { view, editors } = await page(server)
  type(view, 0, 'x')
  expect(editors.getState().unsaved).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(editors.getState().unsaved).toBe(0)
  expect(server.doc.toString()).toBe('xa\n')
  expect(Object.keys(localStorage)).toEqual([])
})

test('a log that is another one gets back what this page holds', async () => {
  const server = new FakeServer('a\n')
  const { view, store } = await page(server)
  const asked = vi.spyOn(store, 'ask')
  type(view, 0, 'lost ')
  await vi.advanceTimersByTimeAsync(500)
  const restarted = new FakeServer('a\n')
  Object.assign(server, { log: restarted.log, updates: restarted.updates, doc: restarted.doc, epoch: 'two' })
  server.cut()
  await vi.advanceTimersByTimeAsync(2000)
  expect(asked).toHaveBeenCalledWith('code_update', { path: PATH, content: 'lost a\n', version: 0 })
})

test('of many kept updates those that may have been on their way keep their ids, and the rest becomes one', () => {
  const updates = Array.from({ length: 400 }, (_, at) => ({ changes: [[0, 'x'], ...(at > 0 ? [at] : [])], change_id: `${at}` }))
  const sent = sendable(updates)
  expect(sent).toHaveLength(256)
  expect(sent.slice(0, 255)).toEqual(updates.slice(0, 255))
  expect(sent.at(-1)).toEqual({ changes: [[0, 'x'.repeat(145)], 255], change_id: 'rest:255' })
})

test('a browser without room says that it does not keep an edit', () => {
  const drafts = new Drafts('s', 'me')
  const draft = { questionId: 'q', path: PATH, version: 0, updates: [{ changes: [1], change_id: 'a' }] }
  expect(drafts.keep(draft)).toBe(true)
  vi.stubGlobal('localStorage', { setItem: full, removeItem: () => undefined })
  expect(drafts.keep(draft)).toBe(false)
})
