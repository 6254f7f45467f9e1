import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Envelope } from '../protocol/frames'
import type { CaseReport } from '../protocol/generated'
import { envelope, questionSelected } from '../testing/fakeServer'
import { reduce } from './reduce'
import { EMPTY, type View } from './view'

const fold = (envelopes: readonly Envelope[], from: View = EMPTY): View => envelopes.reduce(reduce, from)

function logOf(...events: Array<Record<string, unknown> & { event_type: string }>): Envelope[] {
  return events.map((event, at) => envelope(at + 1, { actor: 'agent', ...event } as never))
}

const edit = (version: number, changes: unknown[], question = 'q') => ({
  event_type: 'code_changed',
  question_id: question,
  path: 'solution.py',
  version,
  changes,
  author: 'candidate',
  client_id: null,
  change_id: null,
})
const said = (id: string) => ({ event_type: 'chat_message', actor: 'candidate', message_id: id, text: id, to: 'assistant', in_reply_to: null, moment: null })
const report: CaseReport = {
  name: 'one',
  outcome: 'passed',
  passed: true,
  hidden: false,
  category: 'basic',
  duration_ms: 1,
  expected: '1',
  actual: '1',
  output: '',
  error: null,
  line: null,
} as CaseReport

const LOG = logOf(
  { event_type: 'start_requested', candidate_name: 'Ada' },
  questionSelected('ab\n'),
  { event_type: 'interview_started' },
  edit(1, [[0, 'x'], 3]),
  edit(2, [1, [0, 'y', ''], 3]),
  { event_type: 'run_requested', run_id: 'r', question_id: 'q', versions: {} },
  { event_type: 'tests_started', run_id: 'r', kind: 'run', question_id: 'q', total: 1 },
  { event_type: 'test_result', run_id: 'r', kind: 'run', question_id: 'q', case: report },
  { event_type: 'tests_finished', run_id: 'r', kind: 'run', question_id: 'q', passed: 1, failed: 0, total: 1, duration_ms: 5, error: null },
  { event_type: 'interview_paused', actor: 'interviewer', reason: 'tea' },
)

test('the view after some events, folded on, is the view folded from the start', () => {
  const whole = fold(LOG)
  for (let cut = 0; cut <= LOG.length; cut += 1) expect(fold(LOG.slice(cut), fold(LOG.slice(0, cut)))).toEqual(whole)
  expect(whole.status).toBe('paused')
  expect(whole.documents.get('solution.py')?.text.toString()).toBe('xy\nab\n')
  expect(whole.run?.finished?.passed).toBe(1)
})

test('a view that was kept is not changed by what comes after it', () => {
  const kept = fold(LOG.slice(0, 4))
  const before = kept.documents.get('solution.py')?.text.toString()
  fold(LOG.slice(4), kept)
  expect(kept.documents.get('solution.py')?.text.toString()).toBe(before)
})

test('a change that does not follow its document has no effect', () => {
  const view = fold(LOG.slice(0, 4))
  for (const stray of [edit(1, [[0, 'z'], 4]), edit(3, [[0, 'z'], 4]), edit(2, [[0, 'z'], 4], 'another')]) {
    expect(fold(logOf(stray), view).documents).toBe(view.documents)
  }
})

test('a tool call goes from running to done, and a proposal from proposed to taken back', () => {
  const talk = fold(
    logOf(
      { event_type: 'tool_use_start', turn_id: 't', tool_use_id: 'u', tool_name: 'read_file', input: '{}', waiting: false },
      { event_type: 'tool_use_complete', turn_id: 't', tool_use_id: 'u', tool_name: 'read_file', output: 'text', truncated: false, duration_ms: 3 },
      { event_type: 'assistant_change_proposed', change_id: 'c', turn_id: 't', question_id: 'q', files: [], complete: true },
      { event_type: 'assistant_change_accepted', change_id: 'c' },
      { event_type: 'assistant_change_rejected', change_id: 'c', after_acceptance: true, kept: ['b.py'] },
    ),
  ).talk
  expect(talk.map((entry) => ('state' in entry ? entry.state : ''))).toEqual(['done', 'rejected'])
})

test('a message to the assistant waits until it is taken up, and each change of its level is told with the reason', () => {
  const turn = { turn_id: 't', question_id: 'q', level: 'consultant', versions: {} }
  const log = logOf(
    said('first'),
    { event_type: 'assistant_turn_started', message_id: 'first', ...turn },
    said('second'),
    { event_type: 'helpfulness_changed', level: 'pair-programming', before: 'consultant', reason: '3 runs in a row passed no more tests than before', locked: false },
    { event_type: 'assistant_turn_ended', message_id: 'second', turn_id: 't', outcome: 'unavailable', reason: 'r', tool_calls: 0, duration_ms: 1 },
  )
  const waiting = (many: number) => fold(log.slice(0, many)).talk.flatMap((entry) => ('waits' in entry && entry.waits === true ? [entry.id] : []))
  expect([1, 2, 3, 4, 5].map(waiting)).toEqual([['first'], [], ['second'], ['second'], []])
  const note = fold(log).talk.find((entry) => entry.kind === 'note')
  expect(note).toMatchObject({ to: 'assistant', text: 'The level of help is pair-programming now: 3 runs in a row passed no more tests than before.' })
})

test('an event of a later server changes nothing but the place in the log', () => {
  const view = fold(LOG)
  expect(fold([envelope(99, { event_type: 'not_known_yet', actor: 'agent' } as never, LOG.length)], view)).toEqual({ ...view, seq: 99 })
})

test('every event of the protocol is named by the reducer', () => {
  const source = readFileSync('src/session/reduce.ts', 'utf8')
  const union = /export type SessionEvent = (.*)/.exec(readFileSync('src/protocol/generated.ts', 'utf8'))?.[1] ?? ''
  const generated = readFileSync('src/protocol/generated.ts', 'utf8')
  const types = union.split(' | ').map((name) => new RegExp(`interface ${name} \\{\\n  event_type: "(\\w+)"`).exec(generated)?.[1])
  expect(types.length).toBeGreaterThan(40)
  for (const type of types) expect(source).toContain(`'${type}'`)
})

test('ten thousand keystrokes fold in well under a second', () => {
  const log = [envelope(1, questionSelected('') as never)]
  for (let at = 0; at < 10_000; at += 1) log.push(envelope(at + 2, { actor: 'candidate', ...edit(at + 1, at === 0 ? [[0, 'x']] : [at, [0, 'x']]) } as never))
  const began = performance.now()
  expect(fold(log).documents.get('solution.py')?.text.length).toBe(10_000)
  expect(performance.now() - began).toBeLessThan(5_000)
})
