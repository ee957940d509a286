import { randomBytes } from 'node:crypto'
import type { Upload, UploadRequest } from '../../api/documents.ts'
import { IngotError } from '../../errors.ts'
import { checkQuota } from '../../lib/document-quota.ts'
import type { Caller } from '../../ports/callers.ts'
import type { StoredUpload, UploadRecord } from '../../ports/uploads.ts'
import { scopeOf } from '../create-ingest.ts'
import { createTurns } from '../turns.ts'
import type { UploadDeps } from './upload-deps.ts'
import { shelfOf, uploadKey } from './upload-place.ts'

/** Until when a file can begin to come. */
const OPEN_FOR_MS = 900_000
/** A large file over a slow line may be on its way for so long. */
const UNDER_WAY_MS = 3_600_000
/** In one collection. */
const OPEN_AT_MOST = 1_000

/**
 * Gives addresses for files. What is open counts against the quota with the size of its file. Each looks at all
 * that are open after it has written down its own, so that however many start at once, no more are let in than
 * there is room for; two servers may both refuse the last place.
 */
export function createUploadStart(deps: UploadDeps) {
  const { uploads, documents, urls, clock, limitBytes, allowedOf } = deps
  const inTurn = createTurns()

  async function checkRoom(scope: string, own: UploadRecord): Promise<void> {
    const listed = await uploads.list(own.shelf, { limit: OPEN_AT_MOST + 1 })
    const open = listed.filter(({ state }) => state === 'awaiting_upload' || state === 'processing')
    if (open.length > OPEN_AT_MOST) {
      throw new IngotError('rate_limited', `At most ${OPEN_AT_MOST} uploads at the same time.`)
    }
    const before = { ...(await documents.totals(scope)) }
    for (const { id, size } of open) {
      if (id === own.id) continue
      before.documents += 1
      before.bytes += size
    }
    const after = { documents: before.documents + 1, bytes: before.bytes + own.size }
    checkQuota(before, after, allowedOf(scope))
  }

  async function admit(scope: string, record: UploadRecord): Promise<void> {
    const stored: StoredUpload = await uploads.create(record)
    try {
      await checkRoom(scope, record)
    } catch (thrown) {
      await uploads.remove(stored)
      throw thrown
    }
  }

  return async (
    { name, media_type, size, title, url, collection }: UploadRequest,
    caller: Caller,
  ): Promise<Upload> => {
    const scope = scopeOf(collection, caller)
    if (size > limitBytes) {
      throw new IngotError('file_too_large', `Files of at most ${limitBytes} bytes are taken.`)
    }
    const now = clock.now()
    const expiresAt = now + OPEN_FOR_MS
    const record: UploadRecord = {
      shelf: shelfOf(scope),
      id: `doc_${randomBytes(12).toString('hex')}`,
      tenant: caller.tenant,
      user: caller.user,
      ...{ collection, name, size, mediaType: media_type, title: title ?? null, url: url ?? null },
      secret: randomBytes(32).toString('base64url'),
      ...{ state: 'awaiting_upload', progress: 0, claim: null, attempts: 0, error: null },
      updatedAt: now,
      expiresAt: expiresAt + UNDER_WAY_MS,
    }
    await inTurn(scope, () => admit(scope, record))
    const target = await urls.sign(uploadKey(record), record, { expiresAt })
    return { id: record.id, ...target, expires_at: new Date(expiresAt).toISOString() }
  }
}
