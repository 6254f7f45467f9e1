import { expect, test } from 'vitest'
import type { Envelope } from '../protocol/frames'
import { envelope, questionSelected } from '../testing/fakeServer'
import { Recording } from './recording'
import { reduce } from './reduce'
import { EMPTY } from './view'

/** An hour of typing with test runs and talk in between. */
function longLog(events: number): Envelope[] {
  const log = [envelope(1, questionSelected('') as never, 0)]
  for (let version = 1; log.length < events; ) {
    const [seq, elapsedMs] = [log.length + 1, log.length * 72]
    const run = { run_id: `r${seq}`, kind: 'run', question_id: 'q' }
    if (seq % 500 === 0) log.push(envelope(seq, { event_type: 'tests_started', actor: 'agent', ...run, total: 0 } as never, elapsedMs))
    else if (seq % 300 === 0) {
      log.push(envelope(seq, { event_type: 'chat_message', actor: 'candidate', to: 'interviewer', message_id: `m${seq}`, text: 'so' } as never, elapsedMs))
    } else {
      const before = version - 1
      const changes = before === 0 ? [[0, 'x']] : [before, [0, version % 60 === 0 ? '\n' : 'x']]
      // An insertion of a line break is two lines in the JSON of a change.
      if (version % 60 === 0) changes[1] = [0, '', '']
      const edit = { question_id: 'q', path: 'solution.py', version, changes, author: 'candidate', client_id: null, change_id: null }
      log.push(envelope(seq, { event_type: 'code_changed', actor: 'candidate', ...edit } as never, elapsedMs))
      version += 1
    }
  }
  return log
}

test('any moment of a recording is the fold of the log up to it, in whatever order the moments are asked for', () => {
  const log = longLog(2_000)
  const recording = new Recording()
  for (let at = 0; at < log.length; at += 700) recording.append(log.slice(at, at + 700))
  for (const index of [1_999, 0, 250, 249, 1_200, 1_201, 1_207, 3, 999]) {
    const view = log.slice(0, index + 1).reduce(reduce, EMPTY)
    const seen = recording.viewAt(index)
    expect(seen.seq).toBe(view.seq)
    expect(seen.documents.get('solution.py')?.text.toString()).toBe(view.documents.get('solution.py')?.text.toString())
    expect(seen.talk).toEqual(view.talk)
  }
})

test('moments are found by seq and by time, also where this role sees no event', () => {
  const recording = new Recording()
  recording.append([2, 5, 9].map((seq, at) => envelope(seq, questionSelected('') as never, at * 1_000)))
  expect([0, 2, 4, 5, 8, 9, 99].map((seq) => recording.indexOf(seq))).toEqual([0, 0, 0, 1, 1, 2, 2])
  expect([0, 999, 1_000, 5_000].map((ms) => recording.indexAtTime(ms))).toEqual([0, 0, 1, 2])
})

test('fifty thousand events are sought in a moment', () => {
  const recording = new Recording()
  const log = longLog(50_000)
  const began = performance.now()
  for (let at = 0; at < log.length; at += 5_000) recording.append(log.slice(at, at + 5_000))
  const loadedMs = performance.now() - began
  const first = performance.now()
  recording.viewAt(0)
  const firstMs = performance.now() - first
  let worstMs = 0
  for (let at = 0; at < 400; at += 1) {
    const index = (at * 7_919 * 13) % 50_000
    const began = performance.now()
    recording.viewAt(index)
    worstMs = Math.max(worstMs, performance.now() - began)
  }
  process.stdout.write(`50,000 events: folded in ${loadedMs.toFixed(0)} ms, first view ${firstMs.toFixed(1)} ms, worst of 400 seeks ${worstMs.toFixed(1)} ms\n`)
  // The budgets are 200 ms and 50 ms; a shared machine gets ten times as much.
  expect(firstMs).toBeLessThan(2_000)
  expect(worstMs).toBeLessThan(500)
})

const shows = (terminal: string) => ({ event_type: 'terminal_output', actor: 'program', terminal, text: 'so', truncated: 0 })

test('each terminal has its own screen, and the one that showed something last is known for every moment', () => {
  const recording = new Recording()
  recording.append([questionSelected(''), shows('a'), shows('b'), shows('a')].map((data, at) => envelope(at + 1, data as never, at)))
  expect([0, 1, 2, 3].map((index) => recording.terminalsAt(index))).toEqual([
    { opened: [], newest: '' },
    { opened: ['a'], newest: 'a' },
    { opened: ['a', 'b'], newest: 'b' },
    { opened: ['a', 'b'], newest: 'a' },
  ])
  expect(recording.terminals.get('a')).toEqual([1, 3])
})
