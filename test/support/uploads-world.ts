import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts'
import { createDynamoUploads } from '../../shared/adapters/dynamodb/uploads.ts'
import { createFileObjectStore } from '../../shared/adapters/files/object-store.ts'
import { createOwnUploadUrls } from '../../shared/adapters/files/upload-urls.ts'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'
import { createIngest } from '../../shared/ingest/create-ingest.ts'
import type { DocumentShelf, Ingest } from '../../shared/ingest/ingest.ts'
import { withUploads } from '../../shared/ingest/uploads/with-uploads.ts'
import type { CollectionTotals } from '../../shared/lib/document-quota.ts'
import type { Caller } from '../../shared/ports/callers.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import type { TestStore } from './local-store.ts'

export const TEXT = '# Tides\n\nThey come and go.'
export const BYTES = new TextEncoder().encode(TEXT)

let worlds = 0

/** What a process of the world stands on, where it is not what all stand on. */
export type Around = {
  objects?: (objects: ObjectStore) => Partial<ObjectStore>
  shelf?: (shelf: DocumentShelf) => Partial<DocumentShelf>
}

/** A tenant with one store, one folder of objects and one clock, on which any number of processes are built. */
export async function createUploadsWorld(
  { client }: TestStore,
  { allowed = { documents: 100, bytes: 100_000 } }: { allowed?: CollectionTotals } = {},
) {
  const allowedOf = () => allowed
  worlds += 1
  let now = Date.UTC(2026, 0, 2, 3, 4, 5)
  const clock = { ...systemClock, now: () => now }
  const directory = await mkdtemp(path.join(tmpdir(), 'ingot-uploads-'))
  const objects = createFileObjectStore({ directory })
  const documents = createDynamoDocuments({ client, clock })
  const pageReader = createPageReader({ fetchAllow: [] })
  const ann: Caller = { tenant: `t${worlds}`, user: 'ann', scopes: ['read', 'write'] }
  const received: string[] = []

  function build(around: Around = {}): Ingest {
    const own = { ...objects, ...around.objects?.(objects) }
    const shelf = createIngest({ documents, objects: own, pageReader, clock, allowedOf })
    return withUploads({
      shelf: { ...shelf, ...around.shelf?.(shelf) },
      uploads: createDynamoUploads({ client, clock }),
      objects: own,
      urls: createOwnUploadUrls(),
      clock,
      ...{ documents, allowedOf, limitBytes: 1_000 },
      onReceived: (key) => received.push(key),
    })
  }
  const ingest = build()
  const request = {
    name: 'tides.md',
    media_type: 'text/markdown',
    size: BYTES.length,
    collection: 'my_documents' as const,
  }
  const listed = async () => {
    const query = { collection: 'my_documents' as const, originPrefix: null, cursor: null, limit: 10 }
    return (await ingest.list(query, ann)).documents.map(({ id, state }) => [id, state])
  }
  return {
    ann,
    build,
    documents,
    ingest,
    objects,
    /** Keys of what was put and waits for somebody to process it. */
    received,
    request,
    listed,
    pass: (ms: number) => {
      now += ms
    },
    start: () => ingest.startUpload(request, ann),
    /** An upload whose file has come. */
    async sent(bytes: Uint8Array = BYTES) {
      const upload = await ingest.startUpload({ ...request, size: bytes.length }, ann)
      await ingest.receiveUpload(
        tokenOf(upload),
        sent(async () => bytes),
      )
      return { ...upload, key: received.at(-1) ?? 'none' }
    },
    /** A process that stops for ever at `death`; resolves when it has. */
    dyingOf: (key: string, death: (die: () => Promise<never>) => Around) =>
      new Promise<void>((resolve) => {
        const die = () => {
          resolve()
          return new Promise<never>(() => undefined)
        }
        void build(death(die)).processUpload({ key })
      }),
    stateOf: (id: string) =>
      ingest.get(id, ann).then(
        ({ state }) => state,
        ({ code }) => code as string,
      ),
    /** Files in the object store. */
    async filesLeft() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).length
    },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}
export type UploadsWorld = Awaited<ReturnType<typeof createUploadsWorld>>

export const tokenOf = ({ url }: { url: string }) => url.slice('/uploads/'.length)

/** What comes to the address of an upload, of the type that it announced. */
export const sent = (read: (size: number) => Promise<Uint8Array>) => ({ mediaType: 'text/markdown', read })
