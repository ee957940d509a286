import type { Clock } from '../ports/clock.ts'
import type { Documents } from '../ports/documents.ts'

/** Changes of other processes are seen after this long at most; those of this one at once. */
const LIFE_MS = 2_000

export type CollectionVersions = {
  /** Version of a collection; 0 when it is empty. */
  of(collection: string): Promise<number>
  /** The same where it is known at once; undefined when it would have to be read. */
  peek(collection: string): number | undefined
  /** Of a commit here. */
  changed(collection: string, version: number): void
}

/** What every question has to know of the collections it may search, without a read of the store for each. */
export function createCollectionVersions(options: {
  documents: Pick<Documents, 'version'>
  clock: Clock
}): CollectionVersions {
  const { documents, clock } = options
  type Known = { version: number; until: number }
  const known = new Map<string, Known>()
  const reading = new Map<string, Promise<number>>()

  const keep = (collection: string, version: number, since: number) => {
    const before = known.get(collection)?.version ?? 0
    // A read that a commit has overtaken brings an older version.
    known.set(collection, { version: Math.max(version, before), until: since + LIFE_MS })
    return Math.max(version, before)
  }
  const read = async (collection: string) => {
    const since = clock.now()
    try {
      return keep(collection, await documents.version(collection), since)
    } catch (thrown) {
      // While the store is away, the last that was heard is the best guess.
      const last = known.get(collection)
      if (last) return last.version
      throw thrown
    } finally {
      reading.delete(collection)
    }
  }
  const peek = (collection: string) => {
    const last = known.get(collection)
    return last && clock.now() < last.until ? last.version : undefined
  }
  return {
    peek,
    async of(collection) {
      const last = peek(collection)
      if (last !== undefined) return last
      const running = reading.get(collection) ?? read(collection)
      reading.set(collection, running)
      return running
    },
    changed: (collection, version) => void keep(collection, version, clock.now()),
  }
}
