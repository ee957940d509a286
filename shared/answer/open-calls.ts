import { sha256Hex } from '../lib/hash.ts'
import type { CacheItems } from '../ports/cache-items.ts'
import type { Clock } from '../ports/clock.ts'

/** No answer is written for longer. */
const KEPT_MS = 15 * 60_000

/** Which answers are written for calls that have names of their own, for whichever process is told to stop one. */
export type OpenCalls = {
  remember(name: string, id: string): Promise<void>
  /** The id of the answer; undefined where none is known. */
  find(name: string): Promise<string | undefined>
}

/** `name` holds who calls: one caller finds no other's. */
export function createOpenCalls({ items, clock }: { items: CacheItems; clock: Clock }): OpenCalls {
  const itemOf = (name: string) => ({ kind: 'I' as const, scope: 'calls', key: sha256Hex(name, 40) })
  return {
    async remember(name, id) {
      await items.put(itemOf(name), id, { expiresAt: clock.now() + KEPT_MS })
    },
    async find(name) {
      const id = await items.get(itemOf(name), { consistent: true })
      return typeof id === 'string' ? id : undefined
    },
  }
}
