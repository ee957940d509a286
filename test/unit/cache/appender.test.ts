import { beforeEach, describe, expect, it } from 'vitest'
import { type Appender, createAppender } from '../../../shared/cache/appender.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { AnswerLog, LogRow } from '../../../shared/ports/answer-log.ts'
import { settled } from '../../support/cache-deps.ts'
import { createMemoryAnswerLog } from '../../support/memory-answer-log.ts'
import { createVirtualTime } from '../../support/virtual-time.ts'

const START_MS = 1_800_000_000_000
const address = { scope: 'public', key: 'aa', fence: 7 }
const CALM = { urgent: false }
const URGENT = { urgent: true }
const away = new IngotError('store_unavailable', 'The store is away.')

describe('the appender of a log', () => {
  let time: ReturnType<typeof createVirtualTime>
  let log: AnswerLog<string>
  let appender: Appender<string>
  /** What the store fails with, while it does. */
  let failure: IngotError | undefined
  /** When the store was asked, ms since the beginning. */
  let tries: number[]
  let taken: number

  beforeEach(() => {
    time = createVirtualTime({ startMs: START_MS })
    const { clock } = time.createProcess('writer', { skewMs: 0 })
    log = createMemoryAnswerLog<string>({ clock })
    failure = undefined
    tries = []
    taken = 0
    const failing: AnswerLog<string> = {
      ...log,
      append(...words) {
        tries.push(time.now() - START_MS)
        return failure ? Promise.reject(failure) : log.append(...words)
      },
    }
    const onTaken = () => {
      taken += 1
    }
    appender = createAppender<string>({ log: failing, address, owner: 'writer', clock, onTaken })
  })
  /** Lets time pass up to this many ms from the beginning. */
  const upTo = async (ms: number) => {
    await settled()
    time.after(START_MS + ms - time.now(), () => undefined)
    await time.run({ untilMs: START_MS + ms, eventsAtMost: 1_000 })
  }
  const rows = async () => (await log.readRows(address, { after: -1 })).map(({ row }) => row)
  const events = (first: number, ...texts: string[]): LogRow<string> => ({
    kind: 'events',
    first,
    events: texts,
  })

  it('begins with the request', async () => {
    expect(appender.position).toBe(0)
    expect(await appender.begin('question', 42)).toEqual({ kind: 'appended' })
    expect(appender.position).toBe(1)
    expect(await rows()).toEqual([{ kind: 'request', request: 'question', until: 42 }])
  })

  it('waits 250 ms for more events, from the first of them', async () => {
    appender.add('a', CALM)
    await upTo(100)
    appender.add('b', CALM)
    await upTo(200)
    appender.add('c', CALM)
    await upTo(249)
    expect(await rows()).toEqual([])
    await upTo(250)
    expect(await rows()).toEqual([events(0, 'a', 'b', 'c')])
    appender.add('d', CALM)
    await upTo(499)
    expect(await rows()).toHaveLength(1)
    await upTo(500)
    expect(await rows()).toEqual([events(0, 'a', 'b', 'c'), events(3, 'd')])
    await upTo(5_000)
    expect(tries).toEqual([250, 500])
  })

  it('does not wait with an urgent event, nor with those before it', async () => {
    appender.add('a', CALM)
    appender.add('b', URGENT)
    await upTo(0)
    expect(await rows()).toEqual([events(0, 'a', 'b')])
    appender.add('c', CALM)
    await upTo(250)
    expect(await rows()).toEqual([events(0, 'a', 'b'), events(2, 'c')])
    await upTo(5_000)
    expect(tries).toEqual([0, 250])
  })

  it('does not wait with 4 KB', async () => {
    // With its quotes, 4,095 characters.
    appender.add('x'.repeat(4_093), CALM)
    await upTo(0)
    expect(await rows()).toEqual([])
    appender.add('', CALM)
    await upTo(0)
    expect(await rows()).toEqual([events(0, 'x'.repeat(4_093), '')])
    appender.add('y', CALM)
    await upTo(100)
    expect(await rows()).toHaveLength(1)
  })

  it('commits what waits together with the end', async () => {
    const facts = {
      retrievedAt: 1,
      freshness: 'live' as const,
      degraded: false,
      collections: {},
      passages: null,
    }
    await appender.begin('question', 42)
    appender.add('a', URGENT)
    appender.add('b', CALM)
    expect(await appender.end('over', facts)).toEqual({ kind: 'appended' })
    expect((await rows()).slice(1)).toEqual([
      events(0, 'a'),
      { kind: 'end', first: 1, events: ['b', 'over'], facts },
    ])
    await upTo(5_000)
    expect(tries).toHaveLength(3)
  })

  it('writes one row at a time, in order', async () => {
    let running = 0
    let most = 0
    const slow: AnswerLog<string> = {
      ...log,
      async append(...words) {
        running += 1
        most = Math.max(most, running)
        await time.createProcess('network', { skewMs: 0 }).clock.sleep(50)
        running -= 1
        return log.append(...words)
      },
    }
    const { clock } = time.createProcess('other', { skewMs: 0 })
    const other = createAppender<string>({
      log: slow,
      address,
      owner: 'other',
      clock,
      onTaken: () => undefined,
    })
    for (const text of ['a', 'b', 'c']) other.add(text, URGENT)
    await upTo(1_000)
    expect(most).toBe(1)
    expect(await rows()).toEqual([events(0, 'a'), events(1, 'b'), events(2, 'c')])
    expect(other.position).toBe(3)
  })

  it('asks a store that fails again, later and later, as long as the fill runs', async () => {
    failure = away
    appender.add('a', URGENT)
    await upTo(9_000)
    expect(tries).toEqual([0, 200, 600, 1_400, 3_000, 5_000, 7_000, 9_000])
    appender.add('b', URGENT)
    failure = undefined
    await upTo(11_000)
    expect(await rows()).toEqual([events(0, 'a'), events(1, 'b')])
  })

  it('gives up when the end has waited 3 s', async () => {
    failure = away
    appender.add('a', URGENT)
    await upTo(100)
    const ending = appender.end('over', null)
    await upTo(10_000)
    expect(await ending).toEqual({ kind: 'failed', error: away })
    expect(tries).toEqual([0, 200, 600, 1_400, 3_000])
    failure = undefined
    appender.add('late', URGENT)
    await upTo(20_000)
    expect(await rows()).toEqual([])
  })

  it('gives up at once what the store will never take', async () => {
    failure = new IngotError('store_unavailable', 'The store refused the call.', { retryable: false })
    expect(await appender.begin('question', 42)).toEqual({ kind: 'failed', error: failure })
    expect(tries).toEqual([0])
  })

  it('stops, and says so once, when somebody else has its position', async () => {
    await appender.begin('question', 42)
    await log.append(address, 1, { kind: 'moved', fence: 8 }, { owner: 'other' })
    appender.add('a', URGENT)
    appender.add('b', URGENT)
    await upTo(1_000)
    expect(taken).toBe(1)
    expect(await appender.end('over', null)).toEqual({ kind: 'taken' })
    expect(taken).toBe(1)
    expect(tries).toHaveLength(2)
    expect(await rows()).toHaveLength(2)
    expect(appender.position).toBe(1)
  })

  it('is told of a row that is there already before it begins', async () => {
    await log.append(address, 0, { kind: 'moved', fence: 8 }, { owner: 'other' })
    expect(await appender.begin('question', 42)).toEqual({ kind: 'taken' })
    expect(taken).toBe(1)
  })

  it('writes nothing after it is stopped, not even what waited', async () => {
    await appender.begin('question', 42)
    appender.add('a', CALM)
    appender.stop()
    appender.add('b', URGENT)
    expect(await appender.end('over', null)).toMatchObject({ kind: 'failed', error: { code: 'superseded' } })
    await upTo(5_000)
    expect(await rows()).toHaveLength(1)
  })

  it('does not go on asking a store that fails when it is stopped', async () => {
    failure = away
    appender.add('a', URGENT)
    await upTo(700)
    appender.stop()
    failure = undefined
    await upTo(20_000)
    expect(tries).toEqual([0, 200, 600])
    expect(await rows()).toEqual([])
  })
})
