/** A question that was answered. */
export type SemanticEntry = {
  /** Unique in its partition: `<key>#<fence>#<fill>` of the answer. */
  id: string
  /** Entries of other partitions are never compared with it. */
  partition: string
  question: string
  /** Entries with the same one were answered alike. */
  answer: string
  /** ms since the epoch; found no more from then on. */
  expiresAt: number
}

/** Questions by their vectors, those of a partition of one encoder. Throws an `IngotError` (`store_unavailable`). */
export interface VectorIndex {
  /** Whether other processes find what is put here. */
  readonly isShared: boolean
  /** Replaces an entry of the same partition and id. `vector`: of length 1. */
  put(entry: SemanticEntry, vector: Float32Array): Promise<void>
  remove(partition: string, id: string): Promise<void>
  /**
   * Called once an hour it removes within a day what has expired, of all partitions. An aborted signal ends it early.
   * `now`: ms since the epoch.
   */
  removeExpired(options: { now: number; signal: AbortSignal }): Promise<void>
  /** The nearest entries of this partition alone, best first. `now`: ms since the epoch. */
  nearest(
    partition: string,
    vector: Float32Array,
    options: { now: number; limit: number },
  ): Promise<SemanticEntry[]>
}
