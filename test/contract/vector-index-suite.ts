import { describe, expect, it } from 'vitest'
import type { SemanticEntry, VectorIndex } from '../../shared/ports/vector-index.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

export const DIMENSIONS = 64
const NOW = Date.parse('2027-01-15T12:00:00Z')
const HOUR_MS = 3_600_000
const asked = { now: NOW, limit: 5 }

/** A direction of its own for each number; those of whole numbers have little to do with one another. */
export function direction(of: number, towards?: { of: number; share: number }): Float32Array {
  const random = createSeededRandom(of + 1)
  const other = towards && direction(towards.of)
  const own = Array.from({ length: DIMENSIONS }, () => random() - 0.5)
  const length = Math.hypot(...own)
  const mixed = own.map((value, at) => value / length + (towards?.share ?? 0) * (other?.[at] ?? 0))
  return Float32Array.from(mixed, (value) => value / Math.hypot(...mixed))
}

export const entryOf = (n: number, more: Partial<SemanticEntry> = {}): SemanticEntry => ({
  id: `${n}#1#1`,
  partition: 'tenant:acme#one',
  question: `Who built lighthouse ${n}, “the white one”?`,
  answer: `${n}#1#1`,
  expiresAt: NOW + 60_000,
  ...more,
})

/** Every index of vectors behaves like this. */
export function describeVectorIndex(name: string, create: () => Promise<VectorIndex>): void {
  describe(`vector index: ${name}`, () => {
    it('finds the nearest first, whole', async () => {
      const index = await create()
      for (let n = 1; n <= 300; n += 1) await index.put(entryOf(n), direction(n))
      await index.put(entryOf(301), direction(301, { of: 7, share: 2 }))
      const found = await index.nearest('tenant:acme#one', direction(7), asked)
      expect(found).toHaveLength(5)
      expect(found.slice(0, 2)).toEqual([entryOf(7), entryOf(301)])
    })

    it('never finds what is of another partition', async () => {
      const index = await create()
      await index.put(entryOf(1), direction(1))
      await index.put(entryOf(1, { partition: 'tenant:bolt#one' }), direction(1))
      const found = await index.nearest('tenant:bolt#one', direction(1), asked)
      expect(found).toEqual([entryOf(1, { partition: 'tenant:bolt#one' })])
      expect(await index.nearest('tenant:bolt#two', direction(1), asked)).toEqual([])
    })

    it('finds no more what has expired', async () => {
      const index = await create()
      await index.put(entryOf(1), direction(1))
      const until = entryOf(1).expiresAt
      expect(await index.nearest('tenant:acme#one', direction(1), { ...asked, now: until - 1 })).toHaveLength(
        1,
      )
      expect(await index.nearest('tenant:acme#one', direction(1), { ...asked, now: until })).toEqual([])
    })

    it('removes within a day what has expired, of every partition, and nothing else', async () => {
      const index = await create()
      const lives = NOW + 100 * HOUR_MS
      for (let n = 1; n <= 600; n += 1) {
        const partition = `tenant:${n % 2 === 0 ? 'acme' : 'bolt'}#one`
        await index.put(entryOf(n, { partition, expiresAt: n <= 590 ? NOW + HOUR_MS : lives }), direction(n))
      }
      for (let hour = 1; hour <= 24; hour += 1) {
        await index.removeExpired({ now: NOW + hour * HOUR_MS, signal: new AbortController().signal })
      }
      const ids = async (partition: string) => {
        // As somebody sees it whose clock is slow.
        const found = await index.nearest(partition, direction(1), { now: NOW, limit: 50 })
        return found.map(({ id }) => Number.parseInt(id, 10)).sort((one, other) => one - other)
      }
      expect(await ids('tenant:acme#one')).toEqual([592, 594, 596, 598, 600])
      expect(await ids('tenant:bolt#one')).toEqual([591, 593, 595, 597, 599])
    })

    it('replaces an entry of the same id', async () => {
      const index = await create()
      await index.put(entryOf(1), direction(1))
      await index.put(entryOf(1, { question: 'Another wording?' }), direction(2))
      const found = await index.nearest('tenant:acme#one', direction(2), asked)
      expect(found).toEqual([entryOf(1, { question: 'Another wording?' })])
    })

    it('finds no more what was removed, once or twice, from its partition alone', async () => {
      const index = await create()
      await index.put(entryOf(1), direction(1))
      await index.put(entryOf(2), direction(2))
      await index.remove('tenant:bolt#one', '2#1#1')
      await index.remove('tenant:acme#one', '1#1#1')
      await index.remove('tenant:acme#one', '1#1#1')
      expect(await index.nearest('tenant:acme#one', direction(1), asked)).toEqual([entryOf(2)])
    })
  })
}
