import { IngotError } from '../../errors.ts'
import { collectionScope } from '../../lib/scope.ts'
import { readUploadToken } from '../../lib/upload-token.ts'
import type { Caller } from '../../ports/callers.ts'
import type { StoredUpload, UploadRecord } from '../../ports/uploads.ts'
import { COLLECTIONS, DOCUMENT_ID, noDocument, scopeOf } from '../create-ingest.ts'
import type { Ingest } from '../ingest.ts'
import { passOver } from './clear-upload.ts'
import { createUploadProcessing, TOLD_FOR_MS } from './process-upload.ts'
import { createUploadStart } from './start-upload.ts'
import { sweepUploads } from './sweep-uploads.ts'
import type { UploadDeps } from './upload-deps.ts'
import { shelfOf, toDocument, uploadKey } from './upload-place.ts'

const noUpload = () =>
  new IngotError('not_found', 'There is no such address to send a file to, or no longer.')

/** The documents, and the uploads that are to become some: these are told of, listed and removed like those. */
export function withUploads(deps: UploadDeps & { onReceived: (key: string) => void }): Ingest {
  const { shelf, uploads, objects, clock, onReceived } = deps
  const processUpload = createUploadProcessing(deps)

  async function find(id: string, caller: Caller): Promise<StoredUpload | undefined> {
    if (!DOCUMENT_ID.test(id)) return undefined
    for (const collection of COLLECTIONS) {
      const scope = collectionScope(collection, caller)
      const stored = scope === null ? undefined : await uploads.get({ shelf: shelfOf(scope), id })
      if (stored) return stored
    }
    return undefined
  }

  /** The upload that the token opens; undefined once it has come. */
  async function opened(token: string): Promise<StoredUpload | undefined> {
    const read = readUploadToken(token)
    if (!read || read.claims.expiresAt <= clock.now()) throw noUpload()
    const stored = await uploads.get(read.claims)
    if (!stored || !read.isSignedBy(stored.record.secret) || stored.record.state === 'removed') {
      throw noUpload()
    }
    return stored.record.state === 'awaiting_upload' ? stored : undefined
  }

  /** One that is being processed stays, marked, for whoever is at it: they may store the document right now. */
  const takeBackIfSame = async (stored: StoredUpload): Promise<'removed' | 'changed'> => {
    const { record } = stored
    await objects.remove(uploadKey(record))
    if ((record.claim?.until ?? 0) <= clock.now()) return uploads.remove(stored)
    const expiresAt = clock.now() + TOLD_FOR_MS
    const replaced = await uploads.replace(stored, { ...record, state: 'removed', expiresAt })
    return replaced === 'changed' ? 'changed' : 'removed'
  }

  async function takeBack(id: string, caller: Caller): Promise<'removed' | 'no-upload'> {
    for (;;) {
      const stored = await find(id, caller)
      if (!stored || stored.record.state === 'removed') return 'no-upload'
      if ((await takeBackIfSame(stored)) === 'removed') return 'removed'
    }
  }

  return {
    ...shelf,
    startUpload: createUploadStart(deps),
    processUpload,
    sweepUploads: (options) => sweepUploads({ ...deps, processUpload }, options),

    async receiveUpload(token, { mediaType, read }) {
      const stored = await opened(token)
      // Sent once more, since the reply was lost.
      if (!stored) return
      const { record } = stored
      if (mediaType !== record.mediaType) {
        const message = `The content-type must be ${record.mediaType}, as announced.`
        throw new IngotError('unsupported_media_type', message)
      }
      const bytes = await read(record.size)
      if (bytes.length !== record.size) {
        throw new IngotError('invalid_request', `The file must have the ${record.size} bytes announced.`)
      }
      const key = uploadKey(record)
      await objects.put(key, bytes)
      const now = clock.now()
      const arrived: UploadRecord = {
        ...record,
        state: 'processing',
        updatedAt: now,
        expiresAt: now + TOLD_FOR_MS,
      }
      if ((await uploads.replace(stored, arrived)) === 'changed') {
        // Taken back, or somebody else sent it at the same time and is being processed: then they have read it.
        if (!(await uploads.get(record))) await objects.remove(key)
        await opened(token)
        return
      }
      onReceived(key)
    },

    async get(id, caller) {
      const stored = await find(id, caller)
      if (!stored) return shelf.get(id, caller)
      if (stored.record.state === 'removed') throw noDocument(id)
      return toDocument(stored.record)
    },

    /** Both lists are in the order of their ids. */
    async list(query, caller) {
      const listed = await shelf.list(query, caller)
      if (query.originPrefix !== null) return listed
      const { limit, cursor } = query
      const page = { limit, ...(cursor === null ? {} : { after: cursor }) }
      const records = await uploads.list(shelfOf(scopeOf(query.collection, caller)), page)
      const known = new Set(listed.documents.map(({ id }) => id))
      const open = records.filter(({ id, state }) => state !== 'removed' && !known.has(id)).map(toDocument)
      if (open.length === 0) return listed
      const all = [...listed.documents, ...open].sort((one, other) => (one.id < other.id ? -1 : 1))
      const documents = all.slice(0, limit)
      const isMore = all.length > limit || listed.nextCursor !== null || records.length === limit
      return { documents, nextCursor: isMore ? (documents.at(-1)?.id ?? null) : null }
    },

    async remove(id, caller) {
      const upload = await takeBack(id, caller)
      const removed = shelf.remove(id, caller)
      await (upload === 'removed' ? removed.catch(passOver('not_found')) : removed)
    },
  }
}
