import { expect, test } from 'vitest'
import { blocksOf } from './blocks'

test('a blank line ends a block, but not inside of a fence', () => {
  expect(blocksOf('one\ntwo\n\nthree\n\n```py\na\n\nb\n```\n\nend')).toEqual([
    'one\ntwo',
    'three',
    '```py\na\n\nb\n```',
    'end',
  ])
})

test('a list with blank lines between its items stays one list', () => {
  expect(blocksOf('1. one\n\n2. two\n\n   more\n\nafter')).toEqual(['1. one\n\n2. two\n\n   more', 'after'])
})

test('what has come so far is always a prefix of the blocks that will be', () => {
  const whole = '# Title\n\nwords\n\n```js\nlet a\n\nlet b\n```\n\n- x\n- y\n\nend'
  const final = blocksOf(whole)
  for (let end = 1; end < whole.length; end += 1) {
    const now = blocksOf(whole.slice(0, end))
    expect(now.slice(0, -1)).toEqual(final.slice(0, now.length - 1))
  }
})
