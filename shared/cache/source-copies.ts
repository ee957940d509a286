import type { CacheItems, ItemKey } from '../ports/cache-items.ts'
import type { Clock } from '../ports/clock.ts'
import type { Count } from '../ports/counters.ts'
import type { Provenance, SourceName } from '../ports/provenance.ts'
import type { Background } from './background.ts'
import { CLOCKS_APART_MS } from './cache-deps.ts'

/** What the caches beside the answer's work with. */
export type CopyDeps = {
  items: Pick<CacheItems, 'get' | 'put' | 'remove'>
  provenance: Pick<Provenance, 'record' | 'marks'>
  clock: Pick<Clock, 'now'>
  count: Count
  /** Told of each writing, which no caller waits for. */
  background?: Pick<Background, 'add'>
}

/** Something made from sources. `retrievedAt` is when its making began, ms since the epoch. */
export type Copy<Value> = { value: Value; sources: readonly SourceName[]; retrievedAt: number }

/**
 * Stored copies that a purge of their sources makes unreadable. They only save work, so a store that fails
 * is a copy that is not there, and nobody is told.
 */
export function createSourceCopies<Value>({ items, provenance, background }: CopyDeps) {
  const isPurged = async ({ sources, retrievedAt }: Copy<Value>) => {
    const marks = await provenance.marks(sources)
    return [...marks.values()].some((purgedAt) => purgedAt > retrievedAt - CLOCKS_APART_MS)
  }

  const write = (writing: () => Promise<unknown>): Promise<void> => {
    // What could not be written is fetched or made again.
    const written = Promise.resolve()
      .then(writing)
      .then(
        () => undefined,
        () => undefined,
      )
    background?.add(written)
    return written
  }

  return {
    async read(key: ItemKey): Promise<Copy<Value> | undefined> {
      try {
        const copy = (await items.get(key)) as Copy<Value> | undefined
        return copy && !(await isPurged(copy)) ? copy : undefined
      } catch {
        return undefined
      }
    },

    /** Never rejects. A copy that one item cannot hold is not kept, nor is the one before it. */
    keep: (key: ItemKey, copy: Copy<Value>, options: { expiresAt: number }): Promise<void> =>
      write(async () => {
        // Before the copy, so that no purge can miss it.
        await provenance.record(copy.sources, { kind: 'item', key })
        if ((await items.put(key, copy, options)) === 'too_large') await items.remove(key)
      }),

    /** Never rejects. */
    drop: (key: ItemKey): Promise<void> => write(() => items.remove(key)),
  }
}
