import type { UploadRecord } from '../../shared/ports/uploads.ts'

export const uploadRecord = (some: Partial<UploadRecord> = {}): UploadRecord => ({
  shelf: 'a'.repeat(24),
  id: `doc_${'0'.repeat(24)}`,
  tenant: 'acme',
  user: 'ann',
  collection: 'documents',
  name: 'tides.md',
  mediaType: 'text/markdown',
  title: null,
  url: null,
  size: 12,
  secret: 'a secret of this upload',
  state: 'awaiting_upload',
  progress: 0,
  claim: null,
  attempts: 0,
  error: null,
  updatedAt: 1_800_000_000_000,
  expiresAt: 1_800_000_900_000,
  ...some,
})
