/**
 * Scopes name who may see an answer or a collection: `public`, `tenant:<tenant>`, `user:<tenant>/<user>`.
 * Names are percent-encoded, so that no two callers can share a scope by their spelling.
 */
type Who = { tenant: string; user: string }

/** The scope of a collection of documents, and the collection's name in the stores. */
export function collectionScope(collection: 'documents' | 'my_documents', { tenant, user }: Who): string {
  const ofTenant = encodeURIComponent(tenant)
  return collection === 'documents' ? `tenant:${ofTenant}` : `user:${ofTenant}/${encodeURIComponent(user)}`
}

/** Every scope that the caller may read. */
export const callerScopes = (who: Who): string[] => [
  'public',
  collectionScope('documents', who),
  collectionScope('my_documents', who),
]
