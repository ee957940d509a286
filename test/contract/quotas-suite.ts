import { beforeEach, describe, expect, it } from 'vitest'
import type { Quotas } from '../../shared/ports/quotas.ts'

const START = 1_800_000_000_000

/** What every store of quotas must do. `make` gives two processes on one store and one clock. */
export function quotasSuite(
  name: string,
  make: (clock: { now: () => number }) => Promise<{ one: Quotas; two: Quotas }>,
): void {
  describe(`quotas: ${name}`, () => {
    let one: Quotas
    let two: Quotas
    let now = START
    let run = 0
    let account = ''
    const take = (quotas: Quotas, wanted: number, limit = 10, start = START) =>
      quotas.take({ account, policy: 'minute', start }, { wanted, limit })
    const hold = (quotas: Quotas, owner: string, wanted: number, limit = 5) =>
      quotas.hold(account, { owner, wanted, limit, until: now + 15_000 })
    beforeEach(async () => {
      now = START
      run += 1
      account = `caller:${run}`
      if (run === 1) ({ one, two } = await make({ now: () => now }))
    })

    it('give out numbers in order, over both processes, and none above the limit', async () => {
      expect(await take(one, 4)).toEqual({ from: 0, taken: 4 })
      expect(await take(two, 4)).toEqual({ from: 4, taken: 4 })
      expect(await take(one, 4)).toEqual({ from: 8, taken: 2 })
      expect(await take(two, 1)).toEqual({ from: 10, taken: 0 })
    })

    it('give out each number once when many ask at the same time', async () => {
      const blocks = await Promise.all(Array.from({ length: 40 }, (_, n) => take(n % 2 ? one : two, 3, 50)))
      const numbers = blocks.flatMap(({ from, taken }) => Array.from({ length: taken }, (_, n) => from + n))
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
    })

    it('begin anew with a window, and do not go back to an older one', async () => {
      await take(one, 10)
      expect(await take(two, 1, 10, START + 60_000)).toEqual({ from: 0, taken: 1 })
      expect(await take(one, 1, 10, START)).toEqual({ from: 1, taken: 1 })
    })

    it('keep accounts and policies apart', async () => {
      await take(one, 10)
      const other = { account, policy: 'day', start: START }
      expect(await one.take(other, { wanted: 1, limit: 10 })).toEqual({ from: 0, taken: 1 })
      expect(
        await one.take({ account: `${account}#`, policy: 'minute', start: START }, { wanted: 1, limit: 1 }),
      ).toEqual({ from: 0, taken: 1 })
    })

    it('let each hold what the others leave', async () => {
      expect(await hold(one, 'a', 3)).toEqual({ held: 3, others: 0 })
      expect(await hold(two, 'b', 3)).toEqual({ held: 2, others: 3 })
      expect(await hold(two, 'c', 1)).toEqual({ held: 0, others: 5 })
      expect(await hold(one, 'a', 1)).toEqual({ held: 1, others: 2 })
      expect(await hold(two, 'c', 9)).toEqual({ held: 2, others: 3 })
    })

    it('never let more be held when many ask at the same time', async () => {
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_, n) => hold(n % 2 ? one : two, `owner-${n}`, 2)),
      )
      expect(asked.reduce((sum, { held }) => sum + held, 0)).toBe(5)
    })

    it('free what nobody renews 5 s after its time, and not before', async () => {
      await hold(one, 'dead', 5)
      now += 20_000
      expect(await hold(two, 'b', 5)).toEqual({ held: 0, others: 5 })
      now += 1
      expect(await hold(two, 'b', 5)).toEqual({ held: 5, others: 0 })
    })
  })
}
