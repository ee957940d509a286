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
}): (collection: string, change: DocumentChange) => Promise<number> {
  const { documents, onCommit } = options
  const queues = new Map<string, Waiting[]>()

  async function drain(collection: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch(waiting)
      try {
        const changes = batch.map(({ change }) => change)
        const version = await documents.commit(collection, changes)
        for (const { resolve } of batch) resolve(version)
        onCommit?.(collection, version)
      } catch (reason) {
        for (const { reject } of batch) reject(reason)
      }
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
