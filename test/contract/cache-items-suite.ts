import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CacheItems, ItemKey } from '../../shared/ports/cache-items.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

const START_MS = 1_800_000_000_000

/** Text that gzip can make little of. */
export function noise(length: number): string {
  const random = createSeededRandom(7)
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 90))).join('')
}

/** What every store of cache items must do. `make` is called once; the suite scripts the clock it is given. */
export function cacheItemsSuite(
  name: string,
  make: (options: { clock: Clock }) => Promise<CacheItems>,
): void {
  describe(`cache items: ${name}`, () => {
    let nowMs = START_MS
    let items: CacheItems
    let key: ItemKey
    let keys = 0
    const inAMinute = { expiresAt: START_MS + 60_000 }

    beforeAll(async () => {
      items = await make({ clock: { now: () => nowMs, sleep: async () => undefined } })
    })
    beforeEach(() => {
      nowMs = START_MS
      keys += 1
      key = { kind: 'P', scope: 'shared', key: `key${keys}` }
    })

    it('has nothing under a key that nobody used', async () => {
      expect(await items.get(key)).toBeUndefined()
      expect(await items.get(key, { consistent: true })).toBeUndefined()
      await items.remove(key)
    })

    it.each([
      ['an object', { text: 'Très près, 潮汐', list: [1, 2.5, null], deep: { yes: true } }],
      ['null', null],
      ['false', false],
      ['an empty string', ''],
      ['a long text', 'long '.repeat(100_000)],
      ['a lone surrogate', '\ud800'],
    ])('gives back %s as it was', async (_, value) => {
      expect(await items.put(key, value, inAMinute)).toBe('stored')
      expect(await items.get(key, { consistent: true })).toEqual(value)
    })

    it('replaces the value, and its life with it', async () => {
      await items.put(key, 'one', { expiresAt: START_MS + 1_000 })
      await items.put(key, 'two', inAMinute)
      nowMs = START_MS + 2_000
      expect(await items.get(key, { consistent: true })).toBe('two')
    })

    it('takes a value for absent from the millisecond on at which it expires', async () => {
      await items.put(key, 'one', { expiresAt: START_MS + 1_500 })
      nowMs = START_MS + 1_499
      expect(await items.get(key, { consistent: true })).toBe('one')
      nowMs = START_MS + 1_500
      expect(await items.get(key, { consistent: true })).toBeUndefined()
    })

    it('removes a value, and then takes another', async () => {
      await items.put(key, 'one', inAMinute)
      await items.remove(key)
      expect(await items.get(key, { consistent: true })).toBeUndefined()
      expect(await items.putIfAbsent(key, 'two', inAMinute)).toEqual({ kind: 'stored' })
    })

    it('says when a value is too large, and keeps what was there', async () => {
      await items.put(key, 'small', inAMinute)
      expect(await items.put(key, noise(500_000), inAMinute)).toBe('too_large')
      await expect(items.putIfAbsent(key, noise(500_000), inAMinute)).rejects.toMatchObject({
        code: 'payload_too_large',
      })
      expect(await items.get(key, { consistent: true })).toBe('small')
    })

    it('takes a value of 340 KB', async () => {
      const text = noise(405_000)
      expect(await items.put(key, text, inAMinute)).toBe('stored')
      expect(await items.get(key, { consistent: true })).toBe(text)
    })

    it('stores a value if there is none, and tells the one that is there', async () => {
      expect(await items.putIfAbsent(key, { owner: 'one' }, inAMinute)).toEqual({ kind: 'stored' })
      expect(await items.putIfAbsent(key, { owner: 'two' }, inAMinute)).toEqual({
        kind: 'taken',
        value: { owner: 'one' },
      })
      expect(await items.get(key, { consistent: true })).toEqual({ owner: 'one' })
    })

    it('takes an equal value of somebody else for theirs', async () => {
      await items.putIfAbsent(key, 'same', inAMinute)
      expect(await items.putIfAbsent(key, 'same', inAMinute)).toEqual({ kind: 'taken', value: 'same' })
    })

    it.each([null, false, 0, ''])('is taken by the value %j too', async (value) => {
      await items.put(key, value, inAMinute)
      expect(await items.putIfAbsent(key, 'two', inAMinute)).toEqual({ kind: 'taken', value })
    })

    it('stores over a value that has expired', async () => {
      await items.putIfAbsent(key, 'one', { expiresAt: START_MS + 1_500 })
      nowMs = START_MS + 1_499
      expect(await items.putIfAbsent(key, 'two', inAMinute)).toEqual({ kind: 'taken', value: 'one' })
      nowMs = START_MS + 1_500
      expect(await items.putIfAbsent(key, 'two', inAMinute)).toEqual({ kind: 'stored' })
      expect(await items.get(key, { consistent: true })).toBe('two')
    })

    it('is stored for exactly one of 20 at once, and taken for the others by that one', async () => {
      const writers = Array.from({ length: 20 }, (_, writer) => ({ writer, text: 'long '.repeat(500) }))
      const outcomes = await Promise.all(writers.map((value) => items.putIfAbsent(key, value, inAMinute)))
      const winner = outcomes.findIndex(({ kind }) => kind === 'stored')
      const others = outcomes.filter((_, index) => index !== winner)
      expect(others).toHaveLength(19)
      for (const outcome of others) expect(outcome).toEqual({ kind: 'taken', value: writers[winner] })
      expect(await items.get(key, { consistent: true })).toEqual(writers[winner])
    })

    it('keeps apart kinds, and scopes and keys that look alike when joined', async () => {
      const alike: ItemKey[] = [
        { kind: 'R', scope: 'a', key: 'b' },
        { kind: 'P', scope: 'a', key: 'b' },
        { kind: 'P', scope: 'a#b', key: 'c' },
        { kind: 'P', scope: 'a', key: 'b#c' },
        { kind: 'P', scope: 'a%23b', key: 'c' },
        { kind: 'P', scope: '', key: 'a#b' },
        { kind: 'P', scope: '\ud800', key: 'b' },
        { kind: 'P', scope: '\ud801', key: 'b' },
      ]
      for (const [index, at] of alike.entries()) {
        expect(await items.putIfAbsent(at, index, inAMinute)).toEqual({ kind: 'stored' })
      }
      const read = await Promise.all(alike.map((at) => items.get(at, { consistent: true })))
      expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    })
  })
}
