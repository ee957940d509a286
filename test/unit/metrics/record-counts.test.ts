import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCountRecorder } from '../../../shared/metrics/record-counts.ts'
import type { CounterRow } from '../../../shared/ports/counters.ts'
import { createMemoryCounters } from '../../support/memory-counters.ts'

const HOUR = 1_799_971_200_000
const HOUR_MS = 3_600_000
const down = () => new Error('the store is down')

describe('a count recorder', () => {
  let nowMs = HOUR
  let counters: ReturnType<typeof createMemoryCounters>
  let writes: CounterRow[]
  const make = (add = counters.add) => {
    writes = []
    return createCountRecorder({
      clock: { now: () => nowMs },
      counters: {
        add: (row) => {
          writes.push(structuredClone(row))
          return add(row)
        },
      },
    })
  }
  const stored = () => counters.read({ from: HOUR, to: HOUR + 1_000 * HOUR_MS })

  beforeEach(() => {
    nowMs = HOUR
    counters = createMemoryCounters()
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('sums by hour and class, and writes each sum once', async () => {
    const { count, flush } = make()
    count('hits', 1, 'news')
    count('hits', 1, 'news')
    count('tokens_saved', 1_200, 'news')
    count('hits', 1, 'live')
    count('page_hits', 3)
    nowMs += HOUR_MS + 59_999
    count('hits', 5, 'news')
    await flush()
    expect(writes).toEqual([
      { hour: HOUR, freshness: 'news', counts: { hits: 2, tokens_saved: 1_200 } },
      { hour: HOUR, freshness: 'live', counts: { hits: 1 } },
      { hour: HOUR, freshness: 'none', counts: { page_hits: 3 } },
      { hour: HOUR + HOUR_MS, freshness: 'news', counts: { hits: 5 } },
    ])
    expect(await stored()).toEqual(writes)
  })

  it('ignores what is no amount', async () => {
    const { count, flush } = make()
    for (const by of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) count('hits', by)
    await flush()
    expect(writes).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('writes by itself a second after the first count, and rests when there is nothing', async () => {
    const { count } = make()
    expect(vi.getTimerCount()).toBe(0)
    count('hits')
    await vi.advanceTimersByTimeAsync(600)
    count('hits')
    await vi.advanceTimersByTimeAsync(399)
    expect(writes).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(writes).toEqual([{ hour: HOUR, freshness: 'none', counts: { hits: 2 } }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('writes at most once a second, however much is counted', async () => {
    const { count } = make()
    for (let ms = 0; ms < 5_000; ms += 10) {
      count('hits')
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(writes.map(({ counts }) => counts)).toEqual(Array(5).fill({ hits: 100 }))
  })

  it('keeps what could not be written and adds what came meanwhile', async () => {
    const { count, flush } = make()
    counters.failing.push(down(), down())
    count('hits', 2, 'news')
    count('fills', 1, 'live')
    await flush()
    count('hits', 3, 'news')
    await flush()
    expect(writes.slice(2)).toEqual([
      { hour: HOUR, freshness: 'news', counts: { hits: 5 } },
      { hour: HOUR, freshness: 'live', counts: { fills: 1 } },
    ])
    expect(await stored()).toEqual(writes.slice(2))
    await flush()
    expect(writes).toHaveLength(4)
  })

  it('writes again only the rows that failed', async () => {
    const { count, flush } = make()
    counters.failing.push(down())
    count('hits', 2, 'news')
    count('fills', 1, 'live')
    await flush()
    await flush()
    expect(writes).toHaveLength(3)
    expect(await stored()).toEqual([
      { hour: HOUR, freshness: 'live', counts: { fills: 1 } },
      { hour: HOUR, freshness: 'news', counts: { hits: 2 } },
    ])
  })

  it('tries again every second until the store is back', async () => {
    const { count } = make()
    counters.failing.push(down(), down(), down())
    count('hits')
    await vi.advanceTimersByTimeAsync(3_999)
    expect(writes).toHaveLength(3)
    expect(await stored()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(await stored()).toEqual([{ hour: HOUR, freshness: 'none', counts: { hits: 1 } }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('starts no second write while one hangs, and loses nothing of it', async () => {
    let release: (failure: Error) => void = () => undefined
    const hanging = new Promise<void>((_, reject) => {
      release = reject
    })
    let calls = 0
    const { count, flush } = make((row) => (calls++ === 0 ? hanging : counters.add(row)))
    count('hits', 1)
    await vi.advanceTimersByTimeAsync(1_000)
    for (let ms = 0; ms < 10_000; ms += 500) {
      count('hits', 1)
      await vi.advanceTimersByTimeAsync(500)
    }
    expect(writes).toHaveLength(1)
    const flushed = Promise.all([flush(), flush(), flush()])
    release(down())
    await flushed
    expect(writes).toHaveLength(2)
    expect(await stored()).toEqual([{ hour: HOUR, freshness: 'none', counts: { hits: 21 } }])
  })

  it('writes before a flush resolves what was counted before it', async () => {
    let finish: () => void = () => undefined
    const first = new Promise<void>((resolve) => {
      finish = resolve
    })
    let calls = 0
    const { count, flush } = make(async (row) => {
      if (calls++ === 0) await first
      await counters.add(row)
    })
    count('hits', 1)
    const running = flush()
    count('hits', 2)
    const flushed = flush()
    finish()
    await flushed
    await running
    expect(await stored()).toEqual([{ hour: HOUR, freshness: 'none', counts: { hits: 3 } }])
  })

  it('keeps at most 120 rows when the store is gone for days, and still every count', async () => {
    const { count, flush } = make()
    counters.failing.push(...Array.from({ length: 120 }, down))
    for (let hour = 0; hour < 200; hour++) {
      nowMs = HOUR + hour * HOUR_MS
      count('hits', 1, 'news')
    }
    await flush()
    expect(writes).toHaveLength(120)
    await flush()
    expect(writes).toHaveLength(240)
    const rows = await stored()
    expect(rows).toHaveLength(120)
    expect(rows.reduce((total, { counts }) => total + (counts.hits ?? 0), 0)).toBe(200)
  })

  it('writes when it is closed, and no more by itself', async () => {
    const { count, close, flush } = make()
    count('hits', 2)
    await close()
    expect(await stored()).toEqual([{ hour: HOUR, freshness: 'none', counts: { hits: 2 } }])
    count('hits', 1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(writes).toHaveLength(1)
    await flush()
    expect(writes).toHaveLength(2)
  })

  it('starts no timer once it is closed, though none was running', async () => {
    const { count, close } = make()
    await close()
    count('hits')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('closes without an error when the store is gone', async () => {
    const { count, close } = make()
    counters.failing.push(down())
    count('hits')
    await expect(close()).resolves.toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps no process alive', () => {
    vi.useRealTimers()
    const timer = vi.spyOn(globalThis, 'setTimeout')
    make().count('hits')
    expect(timer.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false])
    timer.mockRestore()
  })
})
