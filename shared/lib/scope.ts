import { sha256Hex } from './hash.ts'

/** A partition key takes 2,048 bytes: a name that is longer than this, percent-encoded, is told by its hash. */
const NAME_AT_MOST = 300

/**
 * Scopes name who may see an answer or a collection: `public`, `tenant:<tenant>`, `user:<tenant>/<user>`.
 * Names are percent-encoded, so that no two callers can share a scope by their spelling.
 */
type Who = { tenant: string; user: string | null }

export const tenantScope = ({ tenant }: Who): string => `tenant:${encodeName(tenant)}`

/** Null for a caller whom nobody knows: nothing is theirs alone. */
export const userScope = ({ tenant, user }: Who): string | null =>
  user === null ? null : `user:${encodeName(tenant)}/${encodeName(user)}`

/** The scope of a collection of documents, and the collection's name in the stores. */
export const collectionScope = (collection: 'documents' | 'my_documents', who: Who): string | null =>
  collection === 'documents' ? tenantScope(who) : userScope(who)

export const isOfUser = (scope: string): boolean => scope.startsWith('user:')

/** Every scope that the caller may read. */
export function callerScopes(who: Who): string[] {
  const own = userScope(who)
  return ['public', tenantScope(who), ...(own === null ? [] : [own])]
}

/** No encoded name holds the colon of a hashed one. */
function encodeName(name: string): string {
  const encoded = encodeURIComponent(name)
  return encoded.length <= NAME_AT_MOST ? encoded : `sha256:${sha256Hex(name)}`
}
