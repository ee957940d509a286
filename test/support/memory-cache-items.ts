import { gzipSync } from 'node:zlib'
import { IngotError } from '../../shared/errors.ts'
import type { CacheItems, ItemKey } from '../../shared/ports/cache-items.ts'
import type { Clock } from '../../shared/ports/clock.ts'

const MAX_BYTES = 350_000

/** Cache items of one process; every call fails with `failure` while it is set. */
export function createMemoryCacheItems({ clock }: { clock: Pick<Clock, 'now'> }) {
  const items = new Map<string, { json: string; expiresAt: number }>()
  const nameOf = ({ kind, scope, key }: ItemKey) => JSON.stringify([kind, scope, key])
  const unexpiredValue = (key: ItemKey): unknown | undefined => {
    const item = items.get(nameOf(key))
    return item && item.expiresAt > clock.now() ? JSON.parse(item.json) : undefined
  }
  const isTooLarge = (json: string) => json.length > MAX_BYTES && gzipSync(json).length > MAX_BYTES
  const fail = () => {
    if (memory.failure) throw memory.failure
  }
  const store: CacheItems = {
    async get(key) {
      fail()
      return unexpiredValue(key)
    },
    async put(key, value, { expiresAt }) {
      fail()
      const json = JSON.stringify(value)
      if (isTooLarge(json)) return 'too_large'
      items.set(nameOf(key), { json, expiresAt })
      return 'stored'
    },
    async putIfAbsent(key, value, { expiresAt }) {
      fail()
      const json = JSON.stringify(value)
      if (isTooLarge(json)) {
        throw new IngotError('payload_too_large', 'The value is more than one item takes.')
      }
      const taken = unexpiredValue(key)
      if (taken !== undefined) return { kind: 'taken', value: taken }
      items.set(nameOf(key), { json, expiresAt })
      return { kind: 'stored' }
    },
    async remove(key) {
      fail()
      items.delete(nameOf(key))
    },
  }
  const memory = {
    ...store,
    failure: undefined as Error | undefined,
    /** What is kept, expired or not. */
    keys: () => [...items.keys()].map((name) => JSON.parse(name) as [string, string, string]),
  }
  return memory
}
