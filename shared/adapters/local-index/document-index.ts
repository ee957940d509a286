import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { IngotError } from '../../errors.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { DocumentIndex } from '../../ports/document-index.ts'
import { applyChanges } from './apply-changes.ts'
import {
  type CollectionFile,
  firstNumber,
  openCollectionFile,
  removeCollectionFile,
} from './collection-file.ts'
import { type PassageRow, searchNothing, searchPassages, toPassage } from './search-passages.ts'

/** Each open file may keep 16 MB in memory; the one that was not used for longest is closed. */
const OPEN_FILES = 8
const DAMAGED = /malformed|not a database|corrupt/i

/**
 * A document index in `directory`: SQLite FTS5 over our own tokens, one file a collection. The caller
 * guarantees that one process owns the directory. A file that is damaged or of another schema is deleted and
 * starts empty at version 0; after kill -9 the file holds the version before or after the transaction.
 * SQLite runs in this thread: `apply` blocks the process for about 0.1 ms a passage of 500 characters, so large loads
 * should come in batches. Throws `store_unavailable` when the directory cannot be read or written.
 */
export function createLocalIndex({ directory }: { directory: string }): DocumentIndex {
  const files = new Map<string, CollectionFile>()
  const pathOf = (collection: string) => path.join(directory, `${sha256Hex(collection, 32)}.sqlite`)

  const fileOf = (collection: string): CollectionFile => {
    const open = files.get(collection) ?? openCollectionFile(pathOf(collection))
    files.delete(collection)
    files.set(collection, open)
    const [oldest] = files.keys()
    if (files.size > OPEN_FILES && oldest !== undefined) closeFile(oldest)
    return open
  }
  const closeFile = (collection: string) => {
    files.get(collection)?.close()
    files.delete(collection)
  }
  /** After a failure the file is opened afresh, since its statements fail once more; if damaged, empty. */
  const recover = (collection: string, thrown: unknown) => {
    closeFile(collection)
    if (isDamage(thrown)) removeCollectionFile(pathOf(collection))
  }

  /** Reads a collection; `empty` when it has no file, or one that turns out to be damaged. */
  const read = <Found>(
    collection: string,
    reading: (file: CollectionFile) => Found,
    empty: () => Found,
  ): Found =>
    guard(() => {
      if (!files.has(collection) && !existsSync(pathOf(collection))) return empty()
      try {
        return reading(fileOf(collection))
      } catch (thrown) {
        recover(collection, thrown)
        if (isDamage(thrown)) return empty()
        throw thrown
      }
    })

  return {
    version: async (collection) =>
      read(
        collection,
        ({ query }) => firstNumber(query.version) ?? 0,
        () => 0,
      ),
    async apply(collection, version, changes) {
      guard(() => {
        mkdirSync(directory, { recursive: true })
        try {
          applyChanges(fileOf(collection), version, changes)
        } catch (thrown) {
          // If damaged, the next reader finds version 0 and applies everything again.
          recover(collection, thrown)
          throw thrown
        }
      })
    },
    search: async (collection, query, options) =>
      read(
        collection,
        (file) => searchPassages(file, query, options),
        () => searchNothing(query),
      ),
    passagesOf: async (collection, documentId, { limit }) =>
      read(
        collection,
        ({ query }) => (query.passagesOf.all([documentId, limit]) as PassageRow[]).map(toPassage),
        () => [],
      ),
    size: async (collection) =>
      read(
        collection,
        ({ query }) => ({
          documents: firstNumber(query.documents) ?? 0,
          passages: firstNumber(query.passages) ?? 0,
        }),
        () => ({ documents: 0, passages: 0 }),
      ),
    close() {
      for (const collection of [...files.keys()]) closeFile(collection)
    },
  }
}

const isDamage = (thrown: unknown) => thrown instanceof Error && DAMAGED.test(thrown.message)

function guard<Found>(work: () => Found): Found {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof IngotError) throw thrown
    throw new IngotError('store_unavailable', 'The document index cannot be read or written.', {
      cause: thrown,
    })
  }
}
