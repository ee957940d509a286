import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CounterRow, Counters } from '../../shared/ports/counters.ts'

/** 2027-01-15, midnight UTC. */
const DAY = 1_799_971_200_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

const row = (hour: number, counts: CounterRow['counts'], freshness: CounterRow['freshness'] = 'news') => ({
  hour,
  freshness,
  counts,
})
const inOrder = (rows: CounterRow[]) =>
  rows.sort((one, other) => one.hour - other.hour || (one.freshness < other.freshness ? -1 : 1))

/** What every store of counters must do. `make` gives two writers of one store. */
export function countersSuite(name: string, make: () => Promise<{ one: Counters; two: Counters }>): void {
  describe(`counters: ${name}`, () => {
    let one: Counters
    let two: Counters
    /** Each test has 40 days of its own. */
    let day = DAY
    const readDay = async (of: Counters = one) => inOrder(await of.read({ from: day, to: day + DAY_MS - 1 }))

    beforeAll(async () => {
      const made = await make()
      one = made.one
      two = made.two
    })
    beforeEach(() => {
      day += 40 * DAY_MS
    })

    it('has no rows where nothing was counted', async () => {
      expect(await readDay()).toEqual([])
    })

    it('adds to what is there, whoever added it', async () => {
      await one.add(row(day, { hits: 2, gpu_ms_saved: 1_500 }))
      await two.add(row(day, { hits: 3, misses: 1 }))
      expect(await readDay(two)).toEqual([row(day, { hits: 5, misses: 1, gpu_ms_saved: 1_500 })])
    })

    it('keeps hours and classes apart', async () => {
      await one.add(row(day, { hits: 1 }))
      await one.add(row(day, { hits: 2 }, 'live'))
      await one.add(row(day, { page_hits: 4 }, 'none'))
      await one.add(row(day + 9 * HOUR_MS, { hits: 8 }))
      await one.add(row(day + 23 * HOUR_MS, { hits: 16 }))
      expect(await readDay()).toEqual([
        row(day, { hits: 2 }, 'live'),
        row(day, { hits: 1 }, 'news'),
        row(day, { page_hits: 4 }, 'none'),
        row(day + 9 * HOUR_MS, { hits: 8 }),
        row(day + 23 * HOUR_MS, { hits: 16 }),
      ])
    })

    it('stores nothing for a row without counts', async () => {
      await one.add(row(day, {}))
      await one.add(row(day, { hits: 0 }))
      expect(await readDay()).toEqual([])
    })

    it('takes an instant within an hour for that hour', async () => {
      await one.add(row(day + 2 * HOUR_MS + 59_000, { hits: 1 }))
      expect(await readDay()).toEqual([row(day + 2 * HOUR_MS, { hits: 1 })])
    })

    it('reads the hours that its ends fall in, and none beside them', async () => {
      for (const hours of [-1, 0, 1, 26, 27, 28]) await one.add(row(day + hours * HOUR_MS, { hits: 1 }))
      const read = async (from: number, to: number) =>
        inOrder(await one.read({ from: day + from, to: day + to })).map(({ hour }) => (hour - day) / HOUR_MS)
      expect(await read(0, 27 * HOUR_MS)).toEqual([0, 1, 26, 27])
      expect(await read(1, 27 * HOUR_MS - 1)).toEqual([0, 1, 26])
      expect(await read(HOUR_MS - 1, HOUR_MS)).toEqual([0, 1])
      expect(await read(HOUR_MS, HOUR_MS)).toEqual([1])
      expect(await read(-1, 28 * HOUR_MS + 1)).toEqual([-1, 0, 1, 26, 27, 28])
      expect(await read(2 * HOUR_MS, HOUR_MS)).toEqual([])
    })

    it('sums exactly what 20 writers add at once', async () => {
      const writers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two))
      const add = async (writer: Counters, index: number) => {
        for (let round = 0; round < 5; round++) {
          await writer.add(row(day, { hits: 1, tokens_saved: 1_000 + index, micro_usd_saved: 7 }))
        }
      }
      await Promise.all(writers.map(add))
      expect(await readDay()).toEqual([row(day, { hits: 100, tokens_saved: 100_950, micro_usd_saved: 700 })])
    })
  })
}
