// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeServer, questionSelected } from '../testing/fakeServer'
import { SessionStore } from './store'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const delta = (text: string) => ({ kind: 'text_delta', message_id: 'm', voice: 'assistant', text })

async function opened(server: FakeServer): Promise<SessionStore> {
  const store = new SessionStore('s', { make: (address) => server.connect(address) })
  store.open()
  await vi.advanceTimersByTimeAsync(100)
  return store
}

test('every event is seen once and in order, however often the connection is lost', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  for (let number = 0; number < 20; number += 1) {
    server.append(questionSelected('a', `q${number}`) as never)
    if (number % 3 === 0) server.cut()
    await vi.advanceTimersByTimeAsync(number * 40)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  expect(store.log.map(({ seq }) => seq)).toEqual(server.log.map(({ seq }) => seq))
  expect(store.latest.view.asked).toHaveLength(21)
})

test('what was asked is answered after the connection came back', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  server.loseAnswers = 1
  const asked = store.ask('message', { text: 'hello', to: 'interviewer' })
  await vi.advanceTimersByTimeAsync(60_000)
  await expect(asked).resolves.toMatchObject({ kind: 'accepted' })
})

test('what its sender repeats is refused at once without a connection', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  server.up = false
  server.cut()
  await vi.advanceTimersByTimeAsync(10)
  await expect(store.ask('run_tests', undefined, { again: false })).rejects.toMatchObject({ code: 'connection_lost' })
})

test('another log is read from its start, and the old one is forgotten', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  server.append(questionSelected('b', 'gone') as never)
  const other = new FakeServer('c')
  Object.assign(server, { log: other.log, epoch: 'two' })
  server.cut()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(store.latest.view.asked.map(({ id }) => id)).toEqual(['q'])
  expect(store.log).toHaveLength(2)
})

test('components are told once for all that comes at a time', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  const told = vi.fn()
  store.subscribe(told)
  for (let number = 0; number < 500; number += 1) server.append(questionSelected('a', `q${number}`) as never)
  await vi.advanceTimersByTimeAsync(100)
  expect(told.mock.calls.length).toBeLessThan(5)
  expect(store.getSnapshot().view.asked).toHaveLength(501)
})

test('a reply that begins again drops what was shown of it, and its message takes the place of both', async () => {
  const server = new FakeServer('a')
  const store = await opened(server)
  const shown = async (): Promise<string[]> => {
    await vi.advanceTimersByTimeAsync(500)
    return [...store.getSnapshot().streams.values()].map(({ text }) => text)
  }
  server.signal(delta('Let me'))
  server.signal(delta(' think'))
  expect(await shown()).toEqual(['Let me think'])
  server.signal({ kind: 'text_restart', message_id: 'm' })
  expect(await shown()).toEqual([])
  server.signal(delta('It is'))
  expect(await shown()).toEqual(['It is'])
  server.append({ event_type: 'chat_message', actor: 'assistant', message_id: 'm', text: 'It is the window.', to: 'assistant', in_reply_to: null, moment: null } as never)
  expect(await shown()).toEqual([])
  expect(store.getSnapshot().view.talk.map((entry) => ('text' in entry ? entry.text : ''))).toEqual(['It is the window.'])
})
