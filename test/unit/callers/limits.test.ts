import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CommonLimits, createLimits } from '../../../shared/callers/limits.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import { createMemoryQuotas } from '../../support/memory-quotas.ts'

const START = Date.parse('2027-01-15T12:00:30Z')
const ANN: Caller = { tenant: 'acme', user: 'ann', scopes: ['read'] }
const BEN: Caller = { ...ANN, user: 'ben' }
const KEY: Caller = { ...ANN, user: null, key: 'abc', limits: { requests_per_minute: 2 } }
const NONE: CommonLimits = { tenants: {} }

describe('limits', () => {
  const clock = { at: START, now: () => clock.at }
  let quotas: ReturnType<typeof createMemoryQuotas>
  beforeEach(() => {
    clock.at = START
    quotas = createMemoryQuotas({ clock })
  })
  const process = (common: Partial<CommonLimits>, owner = 'one') =>
    createLimits({ quotas, clock, common: { ...NONE, ...common }, owner })
  type Limits = ReturnType<typeof createLimits>

  const admit = async (limits: Limits, caller: Caller) => {
    const admission = await limits.admit(caller)
    if (admission?.refused) return admission.refused.code
    return admission?.caller.isOverLimit ? 'cheap' : 'full'
  }
  const admitMany = async (limits: Limits, caller: Caller, count: number) => {
    const outcomes = { full: 0, cheap: 0, rate_limited: 0 } as Record<string, number>
    for (let n = 0; n < count; n += 1) {
      const outcome = await admit(limits, caller)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    return outcomes
  }

  it('cost a caller without them nothing', () => {
    const limits = process({ tenants: { bolt: { streams: 1, requests_per_day: 1 } } })
    expect(limits.admit(ANN)).toBeUndefined()
    expect(limits.place(ANN)).toBeUndefined()
    expect(quotas.calls).toBe(0)
  })

  it('serve in full up to the limit, cheaply a quarter above it, and then not', async () => {
    const limits = process({ caller: { requests_per_minute: 10 } })
    expect(await admitMany(limits, ANN, 20)).toEqual({ full: 10, cheap: 3, rate_limited: 7 })
    expect(await admit(limits, BEN)).toBe('full')
  })

  it('are each told, and a refusal says when to come again', async () => {
    const limits = process({ caller: { requests_per_minute: 2, requests_per_day: 50, streams: 7 } })
    const admission = await limits.admit(ANN)
    expect(admission?.states()).toEqual([
      { policy: 'caller-minute', limit: 2, windowS: 60, remaining: 1, resetS: 30 },
      { policy: 'caller-day', limit: 50, windowS: 86_400, remaining: 49, resetS: 43_170 },
      { policy: 'caller-streams', limit: 7, windowS: null, remaining: 7, resetS: null },
    ])
    await admitMany(limits, ANN, 2)
    const refused = await limits.admit(ANN)
    expect(refused?.refused).toMatchObject({
      code: 'rate_limited',
      retryable: true,
      retryAfterS: 30,
      message: 'More requests than allowed: 2 (caller-minute).',
    })
    expect(refused?.states()[0]).toMatchObject({ remaining: 0 })
  })

  it('begin anew with the next minute', async () => {
    const limits = process({ caller: { requests_per_minute: 2 } })
    await admitMany(limits, ANN, 3)
    clock.at += 29_999
    expect(await admit(limits, ANN)).toBe('rate_limited')
    clock.at += 1
    expect(await admit(limits, ANN)).toBe('full')
  })

  it('do not count what was refused by another of them', async () => {
    const limits = process({ caller: { requests_per_day: 20 }, tenant: { requests_per_minute: 4 } })
    expect(await admitMany(limits, ANN, 30)).toEqual({ full: 4, cheap: 1, rate_limited: 25 })
    const told = await limits.admit(BEN)
    expect(told?.states()[0]).toMatchObject({ policy: 'caller-day', remaining: 20 })
    clock.at += 30_000
    expect(await admitMany(limits, ANN, 4)).toEqual({ full: 4, cheap: 0, rate_limited: 0 })
  })

  it('give back numbers only to the window that they are of', async () => {
    const limits = process({ caller: { requests_per_minute: 1 }, tenant: { requests_per_minute: 1 } })
    await admitMany(limits, ANN, 2)
    const late = limits.admit(BEN)
    clock.at += 30_000
    expect((await late)?.refused?.code).toBe('rate_limited')
    expect(await admitMany(limits, BEN, 3)).toEqual({ full: 1, cheap: 1, rate_limited: 1 })
  })

  it('of a key go before those of every caller, and of a named tenant before those of every tenant', async () => {
    const limits = process({
      caller: { requests_per_minute: 8, requests_per_day: 9 },
      tenant: { requests_per_day: 5 },
      tenants: { acme: { requests_per_day: 1_000 } },
    })
    const states = (await limits.admit(KEY))?.states().map(({ policy, limit }) => [policy, limit])
    expect(states).toEqual([
      ['caller-minute', 2],
      ['caller-day', 9],
      ['tenant-day', 1_000],
    ])
  })

  it('hold over processes, but for what they have leased', async () => {
    const common = { caller: { requests_per_minute: 1_000 } }
    const processes = ['a', 'b', 'c', 'd'].map((owner) => process(common, owner))
    let full = 0
    for (let n = 0; n < 1_600; n += 1) {
      const outcome = await admit(processes[n % 4] as Limits, ANN)
      if (outcome === 'full') full += 1
    }
    expect(full).toBe(1_000)
    // 1,250 numbers in blocks of 12, and four looks that find nothing left.
    expect(quotas.calls).toBe(109)
  })

  it('go by the own count of each process while the store is away', async () => {
    const limits = process({ caller: { requests_per_minute: 10 } })
    await admitMany(limits, ANN, 5)
    quotas.failure = new Error('away')
    expect(await admitMany(limits, ANN, 20)).toEqual({ full: 5, cheap: 3, rate_limited: 12 })
  })
})

describe('limits of streams', () => {
  const clock = { at: START, now: () => clock.at }
  let quotas: ReturnType<typeof createMemoryQuotas>
  beforeEach(() => {
    vi.useFakeTimers()
    clock.at = START
    quotas = createMemoryQuotas({ clock })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = async (ms: number) => {
    clock.at += ms
    await vi.advanceTimersByTimeAsync(ms)
  }
  const process = (streams: number, owner = 'one') =>
    createLimits({ quotas, clock, common: { ...NONE, caller: { streams } }, owner })
  type Limits = ReturnType<typeof createLimits>
  const open = async (limits: Limits, count: number) => {
    const settled = await Promise.allSettled(
      Array.from({ length: count }, async () => (await limits.place(ANN)) ?? never()),
    )
    const places = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const codes = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    const cheap = places.filter(({ caller }) => caller.isOverLimit).length
    return { places, told: { full: places.length - cheap, cheap, refused: codes.length } }
  }
  const never = () => {
    throw new Error('no place')
  }

  it('hold when a thousand come at once, for a few looks at the store', async () => {
    const limits = process(100)
    const { told } = await open(limits, 1_000)
    expect(told).toEqual({ full: 100, cheap: 25, refused: 875 })
    expect(quotas.calls).toBeLessThan(5)
  })

  it('say which limit it is, and when to come again', async () => {
    const limits = process(1)
    await open(limits, 2)
    await expect(limits.place(ANN)).rejects.toMatchObject({
      code: 'rate_limited',
      message: 'At most 1 answer or stream at the same time (caller-streams).',
      retryAfterS: 5,
    })
  })

  it('have room again as soon as somebody leaves, twice or not', async () => {
    const limits = process(4)
    const { places } = await open(limits, 5)
    places[0]?.leave()
    places[0]?.leave()
    await pass(200)
    expect((await open(limits, 3)).told).toEqual({ full: 0, cheap: 1, refused: 2 })
  })

  it('hold over processes, and what one gives back the others may use a second later', async () => {
    const [one, two] = [process(8, 'one'), process(8, 'two')]
    const { places, told } = await open(one, 8)
    expect(told).toEqual({ full: 8, cheap: 0, refused: 0 })
    expect((await open(two, 8)).told).toEqual({ full: 0, cheap: 2, refused: 6 })
    for (const { leave } of places) leave()
    await pass(1_000)
    expect((await open(two, 8)).told).toEqual({ full: 6, cheap: 2, refused: 0 })
  })

  it('go by what was last known of the others while the store is away', async () => {
    const [one, two] = [process(8, 'one'), process(8, 'two')]
    await open(one, 8)
    const { places } = await open(two, 1)
    for (const { leave } of places) leave()
    quotas.failure = new Error('away')
    expect((await open(two, 8)).told).toEqual({ full: 0, cheap: 2, refused: 6 })
  })

  it('are held for as long as they are used, and are free 20 s after a process died', async () => {
    const [one, two] = [process(2, 'one'), process(2, 'two')]
    await open(one, 3)
    for (let second = 0; second < 60; second += 1) await pass(1_000)
    expect((await open(two, 3)).told.refused).toBe(3)
    vi.clearAllTimers()
    // Renewed when less than 10 s were left.
    for (let second = 0; second < 21; second += 1) await pass(1_000)
    expect((await open(two, 3)).told).toEqual({ full: 2, cheap: 1, refused: 0 })
  })

  it('give back what is not used before a sandbox stands still', async () => {
    const [one, two] = [process(1, 'one'), process(1, 'two')]
    const { places } = await open(one, 2)
    for (const { leave } of places) leave()
    await one.settled()
    expect((await open(two, 2)).told.refused).toBe(0)
    expect(vi.getTimerCount()).toBe(1)
  })
})
