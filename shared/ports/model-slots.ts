/**
 * How many streams a model has open, over all processes: a model of `limit` has so many slots, and whoever
 * calls it holds one. A slot that nobody renews is free again some seconds after its `until`.
 */
export interface ModelSlots {
  /** Takes a free slot below `limit`. A write that is sent twice takes one. */
  take(
    model: string,
    options: { limit: number; owner: string; until: number },
  ): Promise<{ kind: 'taken'; slot: number } | { kind: 'full' }>
  /** `lost`: somebody else has it, or it was freed. */
  renew(model: string, options: { slot: number; owner: string; until: number }): Promise<'renewed' | 'lost'>
  /** Frees the slot if it is still the owner's. */
  release(model: string, options: { slot: number; owner: string }): Promise<void>
  /** How many are held now. */
  inUse(model: string): Promise<number>
}

/** Two clocks differ by this at most, so a slot is left alone for as long after its `until`. */
export const SLOT_SKEW_MS = 5_000
