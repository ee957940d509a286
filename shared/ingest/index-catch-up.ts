import { setImmediate as nextTurn } from 'node:timers/promises'
import { mapConcurrent } from '../lib/map-concurrent.ts'
import type { DocumentIndex, IndexChange } from '../ports/document-index.ts'
import type { DocumentChange, DocumentRecord, Documents } from '../ports/documents.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { splitPassages } from '../text/passages.ts'

const BATCH_PASSAGES = 200
const TEXTS_AT_ONCE = 4

type Deps = {
  documents: Pick<Documents, 'version' | 'changesAfter'>
  objects: Pick<ObjectStore, 'get'>
  index: DocumentIndex
}

/** The last change of each document after a version: texts replaced or removed since are never loaded. */
async function lastChanges(documents: Deps['documents'], collection: string, after: number) {
  const changes = new Map<string, DocumentChange>()
  let version = after
  for await (const row of documents.changesAfter(collection, after)) {
    for (const change of row.changes)
      changes.set(change.kind === 'put' ? change.document.id : change.id, change)
    version = row.version
  }
  return { version, changes: [...changes.values()] }
}

function toIndexChange(record: DocumentRecord, text: string): IndexChange & { kind: 'put' } {
  const { id, title, site, language, published, contentHash } = record
  const document = { id, title, origin: record.url ?? record.origin, site, language, published, contentHash }
  return {
    kind: 'put',
    document,
    passages: splitPassages(text).map((passage) => ({ documentId: id, ...passage })),
  }
}

/** Null when the text is gone: the document was replaced or removed meanwhile, and a later row says so. */
async function loadChange(objects: Deps['objects'], change: DocumentChange): Promise<IndexChange | null> {
  if (change.kind === 'remove') return change
  const bytes = await objects.get(change.document.textKey)
  return bytes === undefined ? null : toIndexChange(change.document, new TextDecoder().decode(bytes))
}

/**
 * Applies in batches, between which other work gets its turn. Only the last batch moves to the new version:
 * a run that is cut off is simply done again. So is one under which the index was lost (a damaged file
 * starts empty), or the new version would be claimed without what came before.
 */
async function bringUp({ documents, objects, index }: Deps, collection: string): Promise<void> {
  const from = await index.version(collection)
  const { version, changes } = await lastChanges(documents, collection, from)
  if (version === from) return
  const isStillThere = async () => (await index.version(collection)) === from
  let batch: IndexChange[] = []
  let passages = 0
  for await (const change of mapConcurrent(changes, TEXTS_AT_ONCE, (one) => loadChange(objects, one))) {
    if (change === null) continue
    batch.push(change)
    passages += change.kind === 'put' ? change.passages.length : 1
    if (passages < BATCH_PASSAGES) continue
    if (!(await isStillThere())) return
    await index.apply(collection, from, batch)
    await nextTurn()
    batch = []
    passages = 0
  }
  if (await isStillThere()) await index.apply(collection, version, batch)
}

/**
 * Keeps the index a copy of the collections. `catchUp` resolves with the index's version, which is at least
 * the collection's at the time of the call; callers share the run that is under way.
 */
export function createIndexCatchUp(deps: Deps): { catchUp(collection: string): Promise<number> } {
  const running = new Map<string, Promise<void>>()

  function run(collection: string): Promise<void> {
    const started = bringUp(deps, collection).finally(() => running.delete(collection))
    running.set(collection, started)
    return started
  }

  return {
    async catchUp(collection) {
      const wanted = await deps.documents.version(collection)
      for (;;) {
        const version = await deps.index.version(collection)
        if (version >= wanted) return version
        // A run that is under way may have read the rows before the wanted one was there: look again.
        await (running.get(collection) ?? run(collection))
      }
    },
  }
}
