import type { CollectionName } from '../api/documents.ts'
import type { ErrorCode } from '../errors.ts'

/** Where the record of an upload lies: the hash of its collection's scope, and the document's id. */
export type UploadPlace = { shelf: string; id: string }

/**
 * A file that is to become a document. `removed`: it was taken back while it was being processed; whoever
 * processes it clears up. There is no state for ready: then the document is there, and the record gone.
 */
export type UploadState = 'awaiting_upload' | 'processing' | 'failed' | 'removed'

export type UploadRecord = UploadPlace & {
  /** Whose it is. */
  tenant: string
  user: string | null
  collection: CollectionName
  /** The file's own name. */
  name: string
  mediaType: string
  title: string | null
  /** Address that sources show. */
  url: string | null
  /** Bytes that were announced; neither more nor fewer are taken. */
  size: number
  /** Signs the address to put the file to, where this server takes it. */
  secret: string
  state: UploadState
  /** Per cent of the processing. */
  progress: number
  /** Who is processing it, and until when nobody else does (ms since the epoch); null: nobody. */
  claim: { owner: string; until: number } | null
  /** How often somebody began to process it. */
  attempts: number
  /** Of a failed one. */
  error: { code: ErrorCode; message: string } | null
  /** ms since the epoch */
  updatedAt: number
  /** When it is forgotten, ms since the epoch. */
  expiresAt: number
}

/** A record as it was read; a write names the revision that it replaces. */
export type StoredUpload = { record: UploadRecord; revision: number }

/** Records of uploads. Reads are strongly consistent, and leave out what has expired. */
export interface Uploads {
  create(record: UploadRecord): Promise<StoredUpload>
  get(place: UploadPlace): Promise<StoredUpload | undefined>
  /** `changed`: the stored one is no longer of this revision, or gone; nothing was written. */
  replace(stored: StoredUpload, record: UploadRecord): Promise<StoredUpload | 'changed'>
  remove(stored: StoredUpload): Promise<'removed' | 'changed'>
  /** Of one collection, by id, ascending, after `after`. */
  list(shelf: string, options: { limit: number; after?: string }): Promise<UploadRecord[]>
  /** Every record, the expired ones too: for sweeping. */
  all(): AsyncIterable<StoredUpload>
}
