/** A document by its place in the list that was given. Scores compare within one call only; more is better. */
export type RankedDocument = { index: number; score: number }

/**
 * Orders documents by how well they answer a query, reading both together. Throws an `IngotError`
 * (`model_*`), or the signal's reason when that aborts.
 */
export interface Reranker {
  /** Best first, no more than `limit`, each document once at most. */
  rerank(
    query: string,
    documents: readonly string[],
    options: { signal: AbortSignal; limit: number },
  ): Promise<RankedDocument[]>
}
