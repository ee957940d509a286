import { IngotError } from '../errors.ts'
import type { CollectionTotals } from '../lib/document-quota.ts'
import type { DocumentChange, Documents } from '../ports/documents.ts'

/** Limit of the `Documents` port. */
const MAX_CHANGES = 100
/** A row is one item of the store, which takes 400 KB. */
const MAX_BYTES = 300_000

type Waiting = {
  change: DocumentChange
  bytes: number
  resolve: (version: number) => void
  reject: (reason: unknown) => void
}

const isFull = (reason: unknown) => reason instanceof IngotError && reason.code === 'documents_quota_exceeded'

/** Takes what fits into one row from the head of the queue; at least one change. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0
  const fitting = waiting.findIndex((one) => {
    bytes += one.bytes
    return bytes > MAX_BYTES
  })
  return waiting.splice(0, Math.min(MAX_CHANGES, fitting < 0 ? waiting.length : Math.max(1, fitting)))
}

/**
 * Commits one after the other in each collection. What waits when a commit ends goes as one row, so a
 * folder of a thousand files is a few dozen versions. Resolves with the version that holds the change.
 */
export function createCommitQueue(options: {
  documents: Pick<Documents, 'commit'>
  /** Told after each commit; must not throw. */
  onCommit?: (collection: string, version: number) => void
  /** What the collection may hold. Default: any number. */
  allowedOf?: (collection: string) => CollectionTotals
}): (collection: string, change: DocumentChange) => Promise<number> {
  const { documents, onCommit, allowedOf } = options
  const queues = new Map<string, Waiting[]>()

  async function commit(collection: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const allowed = allowedOf?.(collection)
      const changes = batch.map(({ change }) => change)
      const version = await documents.commit(collection, changes, allowed && { allowed })
      for (const { resolve } of batch) resolve(version)
      onCommit?.(collection, version)
    } catch (reason) {
      await refuse(collection, batch, reason)
    }
  }

  /** Where there is not room for all, there may be for some. */
  async function refuse(collection: string, batch: readonly Waiting[], reason: unknown): Promise<void> {
    if (batch.length === 1 || !isFull(reason)) {
      for (const { reject } of batch) reject(reason)
      return
    }
    for (const one of batch) await commit(collection, [one])
  }

  async function drain(collection: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      await commit(collection, takeBatch(waiting))
    }
    queues.delete(collection)
  }

  return (collection, change) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.byteLength(JSON.stringify(change))
      const running = queues.get(collection)
      const waiting = running ?? []
      waiting.push({ change, bytes, resolve, reject })
      if (running !== undefined) return
      queues.set(collection, waiting)
      void drain(collection, waiting)
    })
}
