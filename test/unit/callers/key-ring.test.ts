import { beforeEach, describe, expect, it } from 'vitest'
import { createKeyRing, type KeyWish } from '../../../shared/callers/key-ring.ts'
import { createMemoryApiKeys } from '../../support/memory-api-keys.ts'

const WISH: KeyWish = {
  name: 'iOS app',
  tenant: 'acme',
  user: 'ann',
  scopes: ['read'],
  limits: { streams: 2 },
  budget: { usd_per_day: 1 },
  expiresAt: null,
}
const START = 1_800_000_000_000
const UNKNOWN = { code: 'unauthenticated', message: 'This API key is not known here.' }

describe('API keys', () => {
  let now = START
  let keys: ReturnType<typeof createMemoryApiKeys>
  const ringOf = () => createKeyRing({ keys, clock: { now: () => now } })
  let here: ReturnType<typeof ringOf>
  let elsewhere: ReturnType<typeof ringOf>
  beforeEach(() => {
    now = START
    keys = createMemoryApiKeys()
    here = ringOf()
    elsewhere = ringOf()
  })

  it('are told once, and nothing of them is stored but a hash', async () => {
    const { record, key } = await here.create(WISH)
    expect(key).toMatch(/^ingot_[a-z2-7]{16}_[a-z2-7]{52}$/)
    expect(JSON.stringify(await keys.get(record.id))).not.toContain(key.split('_')[2])
    expect((await here.create(WISH)).key).not.toBe(key)
    expect(await elsewhere.callerOf(key)).toEqual({
      tenant: 'acme',
      user: 'ann',
      scopes: ['read'],
      key: record.id,
      limits: { streams: 2 },
      budget: { usd_per_day: 1 },
    })
  })

  it('are looked up once in 4 s, however many ask', async () => {
    const { key } = await here.create(WISH)
    keys.reads = 0
    const callers = await Promise.all(Array.from({ length: 50 }, () => elsewhere.callerOf(key)))
    expect(new Set(callers).size).toBe(1)
    now += 3_999
    await elsewhere.callerOf(key)
    expect(keys.reads).toBe(1)
    now += 1
    await elsewhere.callerOf(key)
    expect(keys.reads).toBe(2)
  })

  it('are refused when one character differs, and one that nobody has is asked for once', async () => {
    const { key } = await here.create(WISH)
    const flip = (at: number) => key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1)
    await expect(here.callerOf(flip(key.length - 1))).rejects.toMatchObject(UNKNOWN)
    await expect(here.callerOf(flip(24))).rejects.toMatchObject(UNKNOWN)
    keys.reads = 0
    for (let n = 0; n < 10; n += 1) await expect(here.callerOf(flip(8))).rejects.toMatchObject(UNKNOWN)
    expect(keys.reads).toBe(1)
    for (const none of ['ingot_', `${key}a`, key.toUpperCase(), 'ingot___proto____'])
      await expect(here.callerOf(none)).rejects.toMatchObject(UNKNOWN)
    expect(keys.reads).toBe(1)
  })

  it('are dead at once where they are revoked, and 4 s later everywhere', async () => {
    const { key, record } = await here.create(WISH)
    await Promise.all([here.callerOf(key), elsewhere.callerOf(key)])
    await here.revoke(record.id)
    await expect(here.callerOf(key)).rejects.toMatchObject(UNKNOWN)
    now += 3_999
    expect((await elsewhere.callerOf(key)).tenant).toBe('acme')
    now += 1
    await expect(elsewhere.callerOf(key)).rejects.toMatchObject(UNKNOWN)
    expect((await keys.get(record.id))?.revokedAt).toBe(START)
    await here.revoke(record.id)
    expect((await keys.get(record.id))?.revokedAt).toBe(START)
  })

  it('are refused, and not believed any longer, while nobody can tell', async () => {
    const { key } = await here.create(WISH)
    await elsewhere.callerOf(key)
    keys.failure = new Error('the store is away')
    expect((await elsewhere.callerOf(key)).tenant).toBe('acme')
    now += 4_000
    await expect(elsewhere.callerOf(key)).rejects.toThrow('the store is away')
    keys.failure = undefined
    expect((await elsewhere.callerOf(key)).tenant).toBe('acme')
  })

  it('expire, to the millisecond', async () => {
    const { key } = await here.create({ ...WISH, expiresAt: START + 1_000 })
    now += 999
    expect((await here.callerOf(key)).user).toBe('ann')
    now += 1
    const expired = { code: 'unauthenticated', message: 'This API key has expired.' }
    await expect(here.callerOf(key)).rejects.toMatchObject(expired)
  })

  it('are rotated: both are good for the overlap, then the new one alone', async () => {
    const { key: old, record } = await here.create(WISH)
    const { key: fresh } = await here.rotate(record.id, { overlapMs: 60_000 })
    expect(fresh.slice(0, 23)).toBe(old.slice(0, 23))
    expect(await here.callerOf(old)).toEqual(await here.callerOf(fresh))
    now += 59_999
    expect((await here.callerOf(old)).tenant).toBe('acme')
    now += 1
    await expect(here.callerOf(old)).rejects.toMatchObject(UNKNOWN)
    expect((await here.callerOf(fresh)).tenant).toBe('acme')
  })

  it('are rotated at once without an overlap, and a later rotation makes no old one good for longer', async () => {
    const { key: first, record } = await here.create(WISH)
    const { key: second } = await here.rotate(record.id, { overlapMs: 1_000 })
    await here.rotate(record.id, { overlapMs: 60_000 })
    now += 1_000
    await expect(here.callerOf(first)).rejects.toMatchObject(UNKNOWN)
    expect((await here.callerOf(second)).tenant).toBe('acme')
    const { key: last } = await here.rotate(record.id, { overlapMs: 0 })
    await expect(here.callerOf(second)).rejects.toMatchObject(UNKNOWN)
    expect((await here.callerOf(last)).tenant).toBe('acme')
  })

  it('are not rotated when they are dead or were never there', async () => {
    const { record } = await here.create(WISH)
    await here.revoke(record.id)
    await expect(here.rotate(record.id, { overlapMs: 0 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(here.revoke('nobody')).rejects.toMatchObject({ code: 'not_found' })
  })
})
