import { expect, test } from 'vitest'
import { asTime, remainingMs } from './clock'

test('the time left runs down while the server’s clock does, never below nothing', () => {
  expect(remainingMs({ remainingMs: 10_000, running: true, at: 500 }, 3_500)).toBe(7_000)
  expect(remainingMs({ remainingMs: 10_000, running: false, at: 500 }, 3_500)).toBe(10_000)
  expect(remainingMs({ remainingMs: 1_000, running: true, at: 0 }, 9_000)).toBe(0)
})

test('a time is shown with hours only from an hour on', () => {
  expect([0, 5_900, 65_000, 3_600_000].map(asTime)).toEqual(['0:00', '0:05', '1:05', '1:00:00'])
})
