import type { CollectionTotals } from '../../lib/document-quota.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Documents } from '../../ports/documents.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { UploadUrls } from '../../ports/upload-urls.ts'
import type { Uploads } from '../../ports/uploads.ts'
import type { DocumentShelf } from '../ingest.ts'

export type UploadDeps = {
  shelf: DocumentShelf
  uploads: Uploads
  objects: ObjectStore
  urls: UploadUrls
  clock: Pick<Clock, 'now'>
  documents: Pick<Documents, 'totals'>
  /** What a collection may hold, by its scope. */
  allowedOf: (scope: string) => CollectionTotals
  /** Largest file that is taken. */
  limitBytes: number
}
