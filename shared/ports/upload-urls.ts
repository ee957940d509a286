import type { UploadRecord } from './uploads.ts'

/** How a client sends a file's bytes: nothing else is asked of it, no key and no token. */
export type UploadTarget = {
  /** Absolute, or from the root of this server. */
  url: string
  method: 'PUT'
  /** To be sent as they are. */
  headers: Record<string, string>
}

/** Signs addresses for one object each: until `expiresAt`, for exactly the announced bytes and media type. */
export interface UploadUrls {
  sign(key: string, upload: UploadRecord, options: { expiresAt: number }): Promise<UploadTarget>
}
