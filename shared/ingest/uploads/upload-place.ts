import type { Document } from '../../api/documents.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { UPLOADS_PREFIX } from '../../names.ts'
import type { Caller } from '../../ports/callers.ts'
import type { UploadPlace, UploadRecord } from '../../ports/uploads.ts'

const KEY = new RegExp(`^${UPLOADS_PREFIX}([0-9a-f]{24})/(doc_[0-9a-f]{24})$`)

export const shelfOf = (scope: string): string => sha256Hex(scope, 24)

/** Where the file's bytes lie until they are a document. */
export const uploadKey = ({ shelf, id }: UploadPlace): string => `${UPLOADS_PREFIX}${shelf}/${id}`

/** Undefined for objects that are no uploads. */
export function placeOfKey(key: string): UploadPlace | undefined {
  const [, shelf, id] = KEY.exec(key) ?? []
  return shelf === undefined || id === undefined ? undefined : { shelf, id }
}

export const ownerOf = ({ tenant, user }: UploadRecord): Caller => ({
  tenant,
  user,
  scopes: ['read', 'write'],
})

/** The upload as the document that it is to become. */
export function toDocument(record: UploadRecord): Document {
  const { id, name, title, collection, progress, error, updatedAt } = record
  const state = record.state === 'removed' ? 'failed' : record.state
  return {
    id,
    title: title ?? name,
    origin: null,
    collection,
    language: null,
    characters: 0,
    state,
    ...(state === 'processing' ? { progress } : {}),
    ...(error ? { error } : {}),
    updated_at: new Date(updatedAt).toISOString(),
  }
}
