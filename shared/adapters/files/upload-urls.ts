import { writeUploadToken } from '../../lib/upload-token.ts'
import type { UploadUrls } from '../../ports/upload-urls.ts'

/** Files go to this server itself, which puts them where its objects are. */
export function createOwnUploadUrls(): UploadUrls {
  return {
    async sign(_, { shelf, id, secret, mediaType }, { expiresAt }) {
      const token = writeUploadToken({ shelf, id, expiresAt }, secret)
      return { url: `/uploads/${token}`, method: 'PUT', headers: { 'content-type': mediaType } }
    },
  }
}
