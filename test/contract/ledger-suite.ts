import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ledger, LedgerRow } from '../../shared/ports/ledger.ts'

/** What every ledger must do. `make` gives two writers of one store. */
export function ledgerSuite(name: string, make: () => Promise<{ one: Ledger; two: Ledger }>): void {
  describe(`ledger: ${name}`, () => {
    const day = '2027-01-15'
    let one: Ledger
    let two: Ledger
    let account = ''
    let run = 0
    const row = (more: Partial<LedgerRow>): LedgerRow => ({ account, day, model: 'r1', counts: {}, ...more })
    const read = async () =>
      (await one.read(account, { from: day, to: day })).sort((a, b) => (a.model < b.model ? -1 : 1))

    beforeAll(async () => {
      ;({ one, two } = await make())
    })
    beforeEach(() => {
      run += 1
      account = `caller:${run}`
    })

    it('adds up what both writers add, by model', async () => {
      await one.add(row({ counts: { requests: 1, micro_usd: 8_640, output_tokens: 600 } }))
      await two.add(row({ counts: { requests: 1, micro_usd: 1 } }))
      await two.add(row({ model: 'small#2', counts: { gpu_ms: 1_500 } }))
      expect(await read()).toEqual([
        { account, day, model: 'r1', counts: { requests: 2, micro_usd: 8_641, output_tokens: 600 } },
        { account, day, model: 'small#2', counts: { gpu_ms: 1_500 } },
      ])
    })

    it('loses nothing of what is added at the same time', async () => {
      const adding = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? one : two).add(row({ counts: { requests: 1 } })),
      )
      await Promise.all(adding)
      expect(await read()).toEqual([{ account, day, model: 'r1', counts: { requests: 40 } }])
    })

    it('keeps days and accounts apart', async () => {
      await one.add(row({ counts: { requests: 1 } }))
      await one.add(row({ day: '2027-01-16', counts: { requests: 2 } }))
      await one.add(row({ account: `${account}0`, counts: { requests: 4 } }))
      expect(await read()).toEqual([{ account, day, model: 'r1', counts: { requests: 1 } }])
    })

    it('tells the days from the one to the other', async () => {
      for (const on of ['2027-01-14', day, '2027-01-16', '2027-01-17'])
        await one.add(row({ day: on, counts: { hits: 1 } }))
      const rows = await two.read(account, { from: day, to: '2027-01-16' })
      expect(rows.map((each) => each.day).sort()).toEqual([day, '2027-01-16'])
    })

    it('forgets the days before one, of one account', async () => {
      for (const on of ['2027-01-14', day]) await one.add(row({ day: on, model: 'a#b', counts: { hits: 1 } }))
      await one.add(row({ account: `${account}0`, day: '2027-01-14', counts: { hits: 1 } }))
      await two.forget(account, { before: day })
      const range = { from: '2027-01-01', to: '2027-01-31' }
      expect((await one.read(account, range)).map((each) => each.day)).toEqual([day])
      expect(await one.read(`${account}0`, range)).toHaveLength(1)
    })

    it('knows nothing of who has used nothing', async () => {
      await one.add(row({ counts: { requests: 0 } }))
      expect(await read()).toEqual([])
    })
  })
}
