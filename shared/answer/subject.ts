import { randomUUID } from 'node:crypto'
import type { SummaryRequest } from '../api/summaries.ts'
import { IngotError } from '../errors.ts'
import { sha256Hex } from '../lib/hash.ts'
import { collectionScope, userScope } from '../lib/scope.ts'
import type { Caller } from '../ports/callers.ts'
import type { Documents } from '../ports/documents.ts'
import type { SummarySubject } from './request.ts'

/** What a summary is to be of. Throws `not_found` for a document out of the caller's collections. */
export async function resolveSubject(
  given: Pick<SummaryRequest, 'url' | 'text' | 'document_id'>,
  caller: Caller,
  documents: Pick<Documents, 'get'>,
): Promise<SummarySubject> {
  if (given.url !== undefined) return { kind: 'url', url: given.url }
  if (given.text !== undefined) return { kind: 'text', text: given.text, contentHash: sha256Hex(given.text) }
  const documentId = given.document_id ?? ''
  for (const name of ['my_documents', 'documents'] as const) {
    const collection = collectionScope(name, caller)
    if (collection === null) continue
    if (await documents.get(collection, documentId)) return { kind: 'document', collection, documentId }
  }
  throw new IngotError('not_found', 'There is no document of this id.', {
    fields: [{ path: 'document_id', message: 'no such document' }],
  })
}

/**
 * A text belongs to who sent it, and is not stored when nobody knows who that is; a document belongs to
 * its collection; a public page to everybody.
 */
export function scopeOfSubject(
  subject: SummarySubject,
  caller: Caller,
): { scope: string; isUnstored: boolean } {
  switch (subject.kind) {
    case 'url':
      return { scope: 'public', isUnstored: false }
    case 'text': {
      const own = userScope(caller)
      return { scope: own ?? `once:${randomUUID()}`, isUnstored: own === null }
    }
    case 'document':
      return { scope: subject.collection, isUnstored: false }
  }
}
