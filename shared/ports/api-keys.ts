import type { Budget, CallerScope, Limits } from './callers.ts'

/** What is known of an API key. Its secrets are not: only their hashes are kept. */
export type ApiKeyRecord = {
  /** Part of the key itself, and no secret: 16 characters of a-z and 2-7. */
  id: string
  name: string
  tenant: string
  user: string | null
  scopes: readonly CallerScope[]
  limits: Limits
  budget: Budget
  /** ms since the epoch, as all instants here; null: never. */
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  /** Newest first; the ones before the newest are good until their time. */
  secrets: readonly { hash: string; goodUntil: number | null }[]
  /** Grows with every change. */
  version: number
}

/** API keys, found by their id. */
export interface ApiKeys {
  /** Strongly consistent. */
  get(id: string): Promise<ApiKeyRecord | undefined>
  /** Stores the record if the stored one has the version before it; the first version is 1, and needs none. */
  put(record: ApiKeyRecord): Promise<'stored' | 'conflict'>
  /** By id, ascending; `cursor` is the `nextCursor` of the page before. */
  list(options: {
    limit: number
    cursor: string | null
  }): Promise<{ keys: ApiKeyRecord[]; nextCursor: string | null }>
}
