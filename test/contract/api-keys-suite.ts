import { beforeAll, describe, expect, it } from 'vitest'
import type { ApiKeyRecord, ApiKeys } from '../../shared/ports/api-keys.ts'

const RECORD: ApiKeyRecord = {
  id: 'aaaa',
  name: 'iOS app',
  tenant: 'acme#1',
  user: null,
  scopes: ['read', 'write'],
  limits: { requests_per_minute: 60 },
  budget: { usd_per_day: 0.5 },
  createdAt: 1_800_000_000_000,
  expiresAt: null,
  revokedAt: null,
  secrets: [{ hash: 'ab', goodUntil: null }],
  version: 1,
}

/** What every store of API keys must do. `make` gives two processes on one store. */
export function apiKeysSuite(name: string, make: () => Promise<{ one: ApiKeys; two: ApiKeys }>): void {
  describe(`API keys: ${name}`, () => {
    let one: ApiKeys
    let two: ApiKeys
    beforeAll(async () => {
      ;({ one, two } = await make())
    })

    it('finds what another process has stored, and nothing else', async () => {
      expect(await one.put({ ...RECORD, id: 'b1' })).toBe('stored')
      expect(await two.get('b1')).toEqual({ ...RECORD, id: 'b1' })
      expect(await two.get('b')).toBeUndefined()
      expect(await two.get('b1x')).toBeUndefined()
    })

    it('stores the first version once, and each later one over the one before it', async () => {
      const first = { ...RECORD, id: 'c1' }
      expect(await one.put(first)).toBe('stored')
      expect(await two.put({ ...first, name: 'another' })).toBe('conflict')
      expect(await two.put({ ...first, revokedAt: 5, version: 3 })).toBe('conflict')
      expect(await two.put({ ...first, revokedAt: 5, version: 2 })).toBe('stored')
      expect(await one.put({ ...first, revokedAt: 6, version: 2 })).toBe('conflict')
      expect((await one.get('c1'))?.revokedAt).toBe(5)
    })

    it('lets one of many win who change it at the same time', async () => {
      await one.put({ ...RECORD, id: 'd1' })
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? one : two).put({ ...RECORD, id: 'd1', name: `name ${n}`, version: 2 }),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1)
    })

    it('lists them by id, a page at a time', async () => {
      for (const id of ['e3', 'e1', 'e2']) await one.put({ ...RECORD, id })
      expect((await two.list({ limit: 1, cursor: '' })).keys).toEqual(
        (await two.list({ limit: 1, cursor: null })).keys,
      )
      const first = await two.list({ limit: 2, cursor: 'e0' })
      expect(first.keys.map(({ id }) => id)).toEqual(['e1', 'e2'])
      expect(first.nextCursor).toBe('e2')
      const next = await two.list({ limit: 2, cursor: first.nextCursor })
      expect(next.keys.map(({ id }) => id)).toEqual(['e3'])
    })
  })
}
