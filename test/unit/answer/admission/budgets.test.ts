import { describe, expect, it } from 'vitest'
import { createBudgets } from '../../../../shared/answer/admission/budgets.ts'
import type { ModelsFile } from '../../../../shared/config/models.ts'
import { createMemoryLedger } from '../../../support/memory-ledger.ts'

const BOB = { tenant: 'tenant:acme', caller: 'caller:bob', key: null }
const EVE = { tenant: 'tenant:acme', caller: 'caller:eve', key: null }
const NIGHT = Date.parse('2027-01-15T23:59:50Z')

function createWorld(budgets: ModelsFile['budgets']) {
  const clock = { at: NIGHT, now: () => clock.at }
  const ledger = createMemoryLedger()
  const book = (account: string, usd: number, gpuSeconds = 0) =>
    ledger.add({
      account,
      day: '2027-01-15',
      model: 'r1',
      counts: { micro_usd: usd * 1_000_000, gpu_ms: gpuSeconds * 1_000 },
    })
  return { clock, ledger, book, ...createBudgets({ budgets, ledger, clock }) }
}

describe('budgets', () => {
  it('allow all where there are none, and nothing is read', async () => {
    const { allowanceOf, ledger } = createWorld({})
    expect(await allowanceOf(BOB)).toBe('all')
    expect(ledger.reads).toBe(0)
  })

  it.each([
    [0.79, 'all'],
    [0.8, 'fast'],
    [0.99, 'fast'],
    [1, 'none'],
    [7, 'none'],
  ] as const)('of one dollar, of which %d is spent, allow %s', async (usd, allowed) => {
    const { allowanceOf, book } = createWorld({ caller: { usd_per_day: 1 } })
    await book(BOB.caller, usd)
    expect(await allowanceOf(BOB)).toBe(allowed)
    expect(await allowanceOf(EVE)).toBe('all')
  })

  it('count GPU-seconds, too, and the tightest of them decides', async () => {
    const { allowanceOf, book } = createWorld({
      all: { usd_per_day: 1_000 },
      tenant: { usd_per_day: 10, gpu_seconds_per_day: 100 },
      caller: { usd_per_day: 5 },
    })
    await book(BOB.caller, 1)
    await book(BOB.tenant, 1, 85)
    expect(await allowanceOf(BOB)).toBe('fast')
    expect(await allowanceOf(EVE)).toBe('fast')
    expect(await allowanceOf({ ...EVE, tenant: 'tenant:other' })).toBe('all')
    expect(await allowanceOf(null)).toBe('all')
  })

  it('know at once what is spent here, and after 5 s what is spent elsewhere', async () => {
    const { allowanceOf, spent, book, clock, ledger } = createWorld({ caller: { usd_per_day: 1 } })
    expect(await allowanceOf(BOB)).toBe('all')
    spent(BOB, { usd: 0.9, gpuSeconds: 0 })
    expect(await allowanceOf(BOB)).toBe('fast')
    await book(BOB.caller, 1.2)
    clock.at += 4_999
    expect(await allowanceOf(BOB)).toBe('fast')
    expect(ledger.reads).toBe(1)
    clock.at += 1
    expect(await allowanceOf(BOB)).toBe('none')
  })

  it('do not forget what was spent here while the ledger has yet to hear of it', async () => {
    const { allowanceOf, spent, clock } = createWorld({ caller: { usd_per_day: 1 } })
    spent(BOB, { usd: 2, gpuSeconds: 0 })
    clock.at += 6_000
    expect(await allowanceOf(BOB)).toBe('none')
  })

  it('of a key are its own, whoever calls with it', async () => {
    const { allowanceOf, spent } = createWorld({})
    const [one, other] = [
      { ...BOB, key: 'key:one' },
      { ...BOB, key: 'key:other' },
    ]
    const budget = { gpu_seconds_per_day: 10 }
    expect(await allowanceOf(one, budget)).toBe('all')
    spent(one, { usd: 0, gpuSeconds: 8 })
    expect(await allowanceOf(one, budget)).toBe('fast')
    spent(one, { usd: 0, gpuSeconds: 2 })
    expect(await allowanceOf({ ...one, caller: null }, budget)).toBe('none')
    expect(await allowanceOf(other, budget)).toBe('all')
    expect(await allowanceOf(one)).toBe('all')
  })

  it('begin anew at midnight UTC', async () => {
    const { allowanceOf, book, clock } = createWorld({ caller: { usd_per_day: 1 } })
    await book(BOB.caller, 3)
    expect(await allowanceOf(BOB)).toBe('none')
    clock.at = Date.parse('2027-01-16T00:00:00Z')
    expect(await allowanceOf(BOB)).toBe('all')
  })

  it('go by what was heard last while the store is away', async () => {
    const { allowanceOf, spent, clock, ledger } = createWorld({ caller: { usd_per_day: 1 } })
    ledger.failing.push(new Error('the store is away'), new Error('the store is away'))
    expect(await allowanceOf(BOB)).toBe('all')
    spent(BOB, { usd: 1, gpuSeconds: 0 })
    clock.at += 5_000
    expect(await allowanceOf(BOB)).toBe('none')
  })
})
