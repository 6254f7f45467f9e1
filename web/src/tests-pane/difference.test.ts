import { expect, test } from 'vitest'
import { difference, laidOut } from './difference'

test('the stretches of a difference make up both texts', () => {
  const { expected, actual } = difference('[true,false,true]', '[true,true,true,false]')
  expect(expected.map(({ text }) => text).join('')).toBe('[true,false,true]')
  expect(actual.map(({ text }) => text).join('')).toBe('[true,true,true,false]')
  expect(expected.some(({ differs }) => differs)).toBe(true)
})

test('equal texts do not differ', () => {
  expect(difference('42', '42').actual).toEqual([{ text: '42', at: 0, differs: false }])
})

test('a long value is laid out one element a line, a short one and what is no JSON stay as they are', () => {
  expect(laidOut('[1,2]')).toBe('[1,2]')
  expect(laidOut(`raises ${'x'.repeat(80)}`)).toBe(`raises ${'x'.repeat(80)}`)
  expect(laidOut(JSON.stringify(Array.from({ length: 30 }, (_, n) => n))).split('\n')).toHaveLength(32)
})
