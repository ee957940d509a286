import { randomUUID } from 'node:crypto'
import { IngotError, toIngotError } from '../../errors.ts'
import type { StoredUpload, UploadPlace, UploadRecord } from '../../ports/uploads.ts'
import type { ProcessedUpload, ProcessUpload } from '../ingest.ts'
import { clearUpload } from './clear-upload.ts'
import type { UploadDeps } from './upload-deps.ts'
import { ownerOf, placeOfKey, uploadKey } from './upload-place.ts'

/** Longer than reading and storing a file takes; who is dead for so long is followed by somebody else. */
const CLAIM_MS = 120_000
/** A file that has ended so many processes is not tried again. */
const ATTEMPTS_AT_MOST = 3
/** How long it is told what became of it. */
export const TOLD_FOR_MS = 86_400_000

/** Per cent. */
const READ = 20
const EXTRACTED = 70

/** Somebody else has changed the record since: it is theirs, or it was taken back. */
class Overtaken extends Error {}

/**
 * Makes a document of an uploaded object, by its key. May be called as often as one likes, also at the same time:
 * for one object after the other delivery of the same event, or again after a crash at any point. Resolves when
 * the event is done with, and rejects, retryable, when it is to be delivered again: while somebody else is at it
 * (`superseded`; they may be dead), or when a store fails.
 */
export function createUploadProcessing(
  deps: Pick<UploadDeps, 'shelf' | 'uploads' | 'objects' | 'clock'>,
): ProcessUpload {
  const { uploads, objects, shelf, clock } = deps

  const replace = async (stored: StoredUpload, change: Partial<UploadRecord>): Promise<StoredUpload> => {
    const now = clock.now()
    const record = { ...stored.record, ...change, updatedAt: now, expiresAt: now + TOLD_FOR_MS }
    const replaced = await uploads.replace(stored, record)
    if (replaced === 'changed') throw new Overtaken()
    return replaced
  }

  const advance = (stored: StoredUpload, progress: number) => {
    const { owner = randomUUID() } = stored.record.claim ?? {}
    const claim = { owner, until: clock.now() + CLAIM_MS }
    return replace(stored, { state: 'processing', progress, claim })
  }

  async function fail(stored: StoredUpload, { code, message }: IngotError): Promise<ProcessedUpload> {
    await replace(stored, { state: 'failed', claim: null, error: { code, message } })
    await objects.remove(uploadKey(stored.record))
    return 'failed'
  }

  /** The document is there before the record goes; whoever finds both knows that the record's end is missing. */
  async function finish(stored: StoredUpload): Promise<ProcessedUpload> {
    await objects.remove(uploadKey(stored.record))
    if ((await uploads.remove(stored)) === 'changed') throw new Overtaken()
    return 'ready'
  }

  const isReady = ({ record }: StoredUpload) =>
    shelf.get(record.id, ownerOf(record)).then(
      () => true,
      () => false,
    )

  async function make(claimed: StoredUpload): Promise<ProcessedUpload> {
    const { record } = claimed
    let current = claimed
    try {
      const bytes = await objects.get(uploadKey(record), { limitBytes: record.size })
      if (bytes === undefined && (await isReady(current))) return await finish(current)
      if (bytes === undefined || bytes.length !== record.size) {
        throw new IngotError('file_unreadable', 'The file did not arrive whole.')
      }
      current = await advance(current, READ)
      const { id, name, title, url, collection } = record
      const beforeStoring = async () => {
        current = await advance(current, EXTRACTED)
      }
      const file = { bytes, name, title, origin: null, url, collection, id, beforeStoring }
      await shelf.addFile(file, ownerOf(record))
    } catch (thrown) {
      if (thrown instanceof Overtaken) throw thrown
      const error = toIngotError(thrown)
      if (!error.retryable) return fail(current, error)
      // For whoever is next to try, who need not wait for this one.
      await replace(current, { claim: null, attempts: record.attempts - 1 })
      throw error
    }
    return finish(current)
  }

  async function claim(stored: StoredUpload): Promise<ProcessedUpload> {
    const { record } = stored
    if ((record.claim?.until ?? 0) > clock.now()) throw new Overtaken()
    if (record.attempts >= ATTEMPTS_AT_MOST) {
      if (await isReady(stored)) return finish(stored)
      return fail(stored, new IngotError('file_unreadable', 'The file could not be processed.'))
    }
    const own = { claim: { owner: randomUUID(), until: 0 }, attempts: record.attempts + 1 }
    return make(await advance({ ...stored, record: { ...record, ...own } }, record.progress))
  }

  /** What the one who came first has made of it. */
  async function yieldTo(place: UploadPlace): Promise<ProcessedUpload> {
    const after = await uploads.get(place)
    if (!after) return 'gone'
    if (after.record.state === 'removed') return clearUpload(deps, after)
    throw new IngotError('superseded', 'Somebody else is processing this upload.')
  }

  async function dropObject(key: string, outcome: ProcessedUpload) {
    await objects.remove(key)
    return outcome
  }

  return async ({ key }) => {
    const place = placeOfKey(key)
    const stored = place && (await uploads.get(place))
    if (!place) return 'gone'
    if (!stored) return dropObject(key, 'gone')
    if (stored.record.state === 'failed') return dropObject(key, 'failed')
    try {
      if (stored.record.state !== 'removed') return await claim(stored)
    } catch (thrown) {
      if (!(thrown instanceof Overtaken)) throw thrown
    }
    return yieldTo(place)
  }
}
