import { expect, it } from 'vitest'
import { createSingleFlight, type FlightOptions, type Landing } from '../../../shared/cache/single-flight.ts'
import { createMemoryDeps, later, never, settled, timeout } from '../../support/cache-deps.ts'

/** Flights that land when they are told to. */
function scripted() {
  const { clock, pass } = createMemoryDeps()
  const flights = createSingleFlight<string>({ clock })
  const started: (FlightOptions<string> & ReturnType<typeof later<Landing<string>>>)[] = []
  const run = (key = 'k', signal = never()) =>
    flights.run(key, { signal }, (options) => {
      const landing = later<Landing<string>>()
      started.push({ ...options, ...landing })
      return landing.promise
    })
  return { run, started, pass }
}

it('starts once for all who want the same at the same time', async () => {
  const { run, started } = scripted()
  const readers = [run(), run(), run('other'), run()]
  await settled()
  expect(started).toHaveLength(2)
  started[0]?.keep({ value: 'one' })
  started[1]?.keep({ value: 'two' })
  expect(await Promise.all(readers)).toEqual(['one', 'one', 'two', 'one'])
})

it('starts again for who comes after the landing', async () => {
  const { run, started } = scripted()
  const first = run()
  await settled()
  started[0]?.keep({ value: 'one' })
  await first
  await settled()
  const second = run()
  await settled()
  started[1]?.keep({ value: 'two' })
  expect(await second).toBe('two')
})

it('hands over at once what is still being stored, and is joined until it is', async () => {
  const { run, started } = scripted()
  const storing = later<void>()
  const first = run()
  await settled()
  started[0]?.keep({ value: 'one', stored: storing.promise })
  expect(await first).toBe('one')
  await settled()
  expect(await run()).toBe('one')
  storing.keep()
  await settled()
  void run()
  await settled()
  expect(started).toHaveLength(2)
})

it('fails for all who wait, and is forgotten at once', async () => {
  const { run, started } = scripted()
  const again = run().catch(() => run())
  const other = expect(run()).rejects.toThrow('no')
  await settled()
  started[0]?.fail(new Error('no'))
  await other
  await settled()
  expect(started).toHaveLength(2)
  started[1]?.keep({ value: 'two' })
  expect(await again).toBe('two')
})

it('goes on for the others when one leaves', async () => {
  const { run, started } = scripted()
  const leaving = new AbortController()
  const first = run('k', leaving.signal)
  const second = run()
  await settled()
  const reason = new Error('gone')
  leaving.abort(reason)
  await expect(first).rejects.toBe(reason)
  expect(started[0]?.signal.aborted).toBe(false)
  started[0]?.keep({ value: 'one' })
  expect(await second).toBe('one')
})

it('stops when the last one leaves, and the next one starts afresh', async () => {
  const { run, started } = scripted()
  const [one, two] = [new AbortController(), new AbortController()]
  const both = [run('k', one.signal), run('k', two.signal)].map((it) => expect(it).rejects.toThrow('gone'))
  await settled()
  one.abort(new Error('gone'))
  await settled()
  expect(started[0]?.signal.aborted).toBe(false)
  two.abort(new Error('gone too'))
  await Promise.all(both)
  expect(started[0]?.signal.aborted).toBe(true)
  void run()
  await settled()
  expect(started).toHaveLength(2)
  // What lands late is not taken for the new flight.
  started[0]?.fail(new Error('stopped'))
  await settled()
  void run()
  await settled()
  expect(started).toHaveLength(2)
})

it('does not start for who has left already', async () => {
  const { run, started } = scripted()
  const reason = new Error('gone')
  await expect(run('k', AbortSignal.abort(reason))).rejects.toBe(reason)
  await settled()
  expect(started).toHaveLength(0)
})

it('is not joined after 5 seconds: it may bring what was purged since', async () => {
  const { run, started, pass } = scripted()
  const first = run()
  pass(4_999)
  const second = run()
  pass(1)
  const third = run()
  await settled()
  expect(started).toHaveLength(2)
  started[0]?.keep({ value: 'old' })
  await settled()
  // The old landing leaves the young flight alone.
  const fourth = run()
  await settled()
  started[1]?.keep({ value: 'new' })
  expect(await Promise.all([first, second, third, fourth])).toEqual(['old', 'old', 'new', 'new'])
})

it('gives those whose time runs out what was offered, and nobody else', async () => {
  const { run, started } = scripted()
  const [late, leaving] = [new AbortController(), new AbortController()]
  const waiting = run()
  const first = run('k', late.signal)
  const second = run('k', leaving.signal)
  await settled()
  started[0]?.offer('old')
  late.abort(timeout())
  leaving.abort(new Error('gone'))
  expect(await first).toBe('old')
  await expect(second).rejects.toThrow('gone')
  started[0]?.keep({ value: 'new' })
  expect(await waiting).toBe('new')
})

it('rejects those whose time runs out when nothing was offered', async () => {
  const { run } = scripted()
  const late = new AbortController()
  const first = run('k', late.signal)
  await settled()
  const reason = timeout()
  late.abort(reason)
  await expect(first).rejects.toBe(reason)
})
