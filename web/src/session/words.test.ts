import { expect, test } from 'vitest'
import type { Envelope } from '../protocol/frames'
import { envelope, questionSelected } from '../testing/fakeServer'
import { Feed } from './words'

const edit = (seq: number, actor = 'candidate') =>
  envelope(seq, { event_type: 'code_changed', actor, author: actor, path: 'solution.py', version: seq, question_id: 'q', changes: [] } as never)

test('a burst of edits by one person is one line that counts them', () => {
  const log: Envelope[] = [envelope(1, questionSelected('') as never), edit(2), edit(3), edit(4, 'assistant'), edit(5)]
  const lines = new Feed(log).lines()
  expect(lines.map(({ seq, actor, count }) => [seq, actor, count])).toEqual([
    [1, 'agent', 1],
    [2, 'candidate', 2],
    [4, 'assistant', 1],
    [5, 'candidate', 1],
  ])
})

test('lines grow with the log, stay the same object without it, and begin anew with another log', () => {
  const log: Envelope[] = [envelope(1, questionSelected('') as never)]
  const feed = new Feed(log)
  const first = feed.lines()
  expect(feed.lines()).toBe(first)
  log.push(edit(2), edit(3))
  expect(feed.lines()).toHaveLength(2)
  expect(first).toHaveLength(1)
  log.length = 0
  expect(feed.lines()).toEqual([])
})

test('signs of struggle are told as warnings among the signals', () => {
  const struggle = { event_type: 'struggle_detected', actor: 'agent', question_id: 'q', kind: 'repeated_failure', case: 'empty', count: 3 }
  const away = { event_type: 'focus_changed', actor: 'candidate', focused: false }
  const lines = new Feed([envelope(1, struggle as never), envelope(2, away as never)]).lines()
  expect(lines.map(({ group, tone }) => [group, tone])).toEqual([
    ['signals', 'warn'],
    ['signals', 'warn'],
  ])
  expect(lines[0]?.text).toContain('empty')
})
