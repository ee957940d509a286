import type { Clock } from '../../ports/clock.ts'
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
  /** Largest file that is taken. */
  limitBytes: number
}
