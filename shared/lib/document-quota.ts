import { IngotError } from '../errors.ts'

/** What a collection holds, or may hold. `bytes`: of the documents' texts, in UTF-8. */
export type CollectionTotals = { documents: number; bytes: number }

const NAMES = ['documents', 'bytes'] as const

/** Throws `documents_quota_exceeded` when `after` is more than is allowed, and more than it was. */
export function checkQuota(
  before: CollectionTotals,
  after: CollectionTotals,
  allowed: CollectionTotals,
): void {
  if (!NAMES.some((name) => after[name] > allowed[name] && after[name] > before[name])) return
  const quota = {
    documents: { used: before.documents, allowed: allowed.documents },
    bytes: { used: before.bytes, allowed: allowed.bytes },
  }
  const told = NAMES.map((name) => `${before[name]} of ${allowed[name]} ${name}`)
  throw new IngotError('documents_quota_exceeded', `The collection holds ${told.join(' and ')}.`, { quota })
}
