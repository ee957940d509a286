/** `scope` leads the partition key; `shared` for what holds nobody's words. */
export type ListName = { scope: string; name: string }

export type ListRow = {
  /** ms since the epoch, by the clock of whoever appends. */
  at: number
  /** Tells rows of one time apart; a row of the same `at` and `id` is the same one. */
  id: string
  /** JSON */
  value: unknown
}

/** Lists that every process appends to and reads, in the order of time. */
export interface SharedLists {
  /** `expiresAt`: ms since the epoch; read no more from then on. */
  append(list: ListName, row: ListRow, options: { expiresAt: number }): Promise<void>
  /** The newest `limit` rows from `since` (ms since the epoch) on, earliest first. Eventually consistent. */
  read(list: ListName, options: { since: number; limit: number }): Promise<ListRow[]>
}
