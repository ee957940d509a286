import type { StoredUpload } from '../../ports/uploads.ts'
import type { ProcessUpload } from '../ingest.ts'
import { clearUpload } from './clear-upload.ts'
import type { UploadDeps } from './upload-deps.ts'
import { uploadKey } from './upload-place.ts'

type Deps = Pick<UploadDeps, 'shelf' | 'objects' | 'uploads' | 'clock'> & { processUpload: ProcessUpload }

/** Goes through all uploads. One that cannot be processed now is left to the next sweep. */
export async function sweepUploads(deps: Deps, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
  for await (const stored of deps.uploads.all()) {
    if (signal?.aborted) return
    await sweepOne(deps, stored)
  }
}

async function sweepOne(deps: Deps, stored: StoredUpload): Promise<void> {
  const { objects, uploads, clock, processUpload } = deps
  const { record } = stored
  const key = uploadKey(record)
  const isHeld = (record.claim?.until ?? 0) > clock.now()
  if (isHeld) return
  if (record.state === 'removed') {
    await clearUpload(deps, stored)
  } else if (record.expiresAt <= clock.now()) {
    await objects.remove(key)
    await uploads.remove(stored)
  } else if (record.state === 'processing') {
    await processUpload({ key }).catch(() => undefined)
  }
}
