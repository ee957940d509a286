/**
 * Turns texts into vectors whose directions are near where the texts mean the same. Throws an `IngotError`
 * (`model_*`), or the signal's reason when that aborts.
 */
export interface EmbeddingModel {
  /** Names the vector space, its dimensions included: vectors of two ids are never compared. */
  readonly id: string
  readonly dimensions: number
  /**
   * One vector of length 1 for each text, in their order. A text longer than the model takes counts with its
   * start; a blank one is not allowed. `kind`: a question that searches, or a passage to be found.
   */
  embed(
    texts: readonly string[],
    options: { kind: 'query' | 'document'; signal: AbortSignal },
  ): Promise<Float32Array[]>
}
