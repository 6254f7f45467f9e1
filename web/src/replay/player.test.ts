import { expect, test } from 'vitest'
import { Recording } from '../session/recording'
import { envelope } from '../testing/fakeServer'
import { Player } from './player'

const said = (at: number) => ({ event_type: 'chat_message', actor: 'candidate', to: 'interviewer', message_id: `m${at}`, text: 'so' })

/** Messages at these times. */
function playerAt(...times: number[]): Player {
  const recording = new Recording()
  recording.append(times.map((ms, at) => envelope(at + 1, said(at) as never, ms)))
  return new Player(recording)
}

test('a replay moves by the clock times its speed, and stops at the end', () => {
  const player = playerAt(0, 1_000, 2_000)
  player.advance(900)
  expect(player.getPlace()).toMatchObject({ ms: 900, index: 0 })
  player.setSpeed(4)
  player.advance(100)
  expect(player.getPlace()).toMatchObject({ ms: 1_300, index: 1 })
  player.advance(1_000)
  expect(player.getPlace().index).toBe(2)
  player.advance(10)
  expect(player.getPlace()).toMatchObject({ ms: 2_000, playing: false })
})

test('idle time is skipped only where that is wanted, to just before the next event', () => {
  const player = playerAt(0, 600_000)
  player.setSkipIdle(false)
  player.advance(100)
  expect(player.getPlace().ms).toBe(100)
  player.setSkipIdle(true)
  player.advance(100)
  expect(player.getPlace()).toMatchObject({ ms: 599_400, index: 0 })
  player.advance(700)
  expect(player.getPlace().index).toBe(1)
})

test('a recording is as long as its whole log from the first page on, and a time that is not read yet is gone to when it is', () => {
  const recording = new Recording()
  const log = [0, 1_000, 2_000, 3_000].map((ms, at) => envelope(at + 1, said(at) as never, ms))
  recording.append(log.slice(0, 2), 3_000)
  const player = new Player(recording)
  player.toTime(2_500)
  expect(recording.durationMs).toBe(3_000)
  expect(player.getPlace()).toMatchObject({ ms: 2_500, index: 1 })
  recording.append(log.slice(2))
  player.catchUp()
  expect(player.getPlace()).toMatchObject({ ms: 2_500, index: 2 })
})

test('events of one moment are told apart by their place, and landmarks are gone through one by one', () => {
  const player = playerAt(0, 500, 500, 900)
  player.toIndex(1)
  expect(player.getPlace()).toMatchObject({ index: 1, ms: 500 })
  player.toLandmark(1)
  expect(player.getPlace()).toMatchObject({ index: 2, ms: 500 })
  player.toLandmark(-1)
  player.toLandmark(-1)
  player.toLandmark(-1)
  expect(player.getPlace().index).toBe(0)
  player.toTime(10_000)
  expect(player.getPlace()).toMatchObject({ index: 3, ms: 900 })
})
