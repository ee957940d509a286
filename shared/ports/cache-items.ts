/** The kinds of items beside the answers: `R` retrieval, `P` page, `D` source synopsis, `I` which answer a request or a call began. */
export type ItemKind = 'R' | 'P' | 'D' | 'I'

/**
 * `scope` leads the partition key; `shared` for what was fetched anonymously and is nobody's. Scope and key
 * together are at most 2,000 bytes: a hash, where a key is made of what people send.
 */
export type ItemKey = { kind: ItemKind; scope: string; key: string }

/** Small values with a life of their own. What has expired is as good as absent. Values are JSON. */
export interface CacheItems {
  /** Eventually consistent unless `consistent`. */
  get(key: ItemKey, options?: { consistent?: boolean }): Promise<unknown | undefined>
  /** `expiresAt` in ms since the epoch. `too_large`: more than the store takes as one item; what was there stays. */
  put(key: ItemKey, value: unknown, options: { expiresAt: number }): Promise<'stored' | 'too_large'>
  /**
   * Stores the value unless an unexpired one is there, which is then returned. A repeat of an own write whose
   * reply was lost is `stored`. Throws `payload_too_large` for more than the store takes as one item.
   */
  putIfAbsent(
    key: ItemKey,
    value: unknown,
    options: { expiresAt: number },
  ): Promise<{ kind: 'stored' } | { kind: 'taken'; value: unknown }>
  remove(key: ItemKey): Promise<void>
}
