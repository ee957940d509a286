import { IngotError } from '../../errors.ts'
import type { StoredUpload } from '../../ports/uploads.ts'
import type { UploadDeps } from './upload-deps.ts'
import { ownerOf, uploadKey } from './upload-place.ts'

type Deps = Pick<UploadDeps, 'shelf' | 'objects' | 'uploads'>

/** Removes the file, the document where it was made already, and then the record. */
export async function clearUpload({ shelf, objects, uploads }: Deps, stored: StoredUpload): Promise<'gone'> {
  const { record } = stored
  await objects.remove(uploadKey(record))
  await shelf.remove(record.id, ownerOf(record)).catch(passOver('not_found'))
  await uploads.remove(stored)
  return 'gone'
}

export const passOver = (code: IngotError['code']) => (thrown: unknown) => {
  if (!(thrown instanceof IngotError) || thrown.code !== code) throw thrown
}
