import type { ModelEntry } from '../../config/models.ts'

/** Before anything was seen of a model: an answer of a deep mode thinks first. */
const OUTPUT_TOKENS_GUESSED = { fast: 300, deep: 1_500 }
const STREAM_MS_GUESSED = { fast: 8_000, deep: 25_000 }
/** Weight of the newest. */
const WEIGHT = 0.2

/** What is known of a model's streams so far, to tell how long the next one takes. */
export type Estimator = {
  /** Of one stream, milliseconds; with GPU rates by the prompt's length, else as long as those before it. */
  streamMs(request: { inputTokens: number; mode: 'fast' | 'deep' }): number
  /** A stream has ended. */
  observe(stream: { ms: number; outputTokens: number; mode: 'fast' | 'deep' }): void
}

export function createEstimator({ gpu }: Pick<ModelEntry, 'gpu'>): Estimator {
  const seen: Record<'fast' | 'deep', { ms?: number; outputTokens?: number }> = { fast: {}, deep: {} }
  const average = (before: number | undefined, now: number) =>
    before === undefined ? now : before + WEIGHT * (now - before)
  return {
    streamMs({ inputTokens, mode }) {
      const { ms = STREAM_MS_GUESSED[mode], outputTokens = OUTPUT_TOKENS_GUESSED[mode] } = seen[mode]
      if (!gpu) return ms
      const seconds = inputTokens / gpu.prefill_tokens_per_s + outputTokens / gpu.decode_tokens_per_s
      return seconds * 1_000
    },
    observe({ ms, outputTokens, mode }) {
      seen[mode] = {
        ms: average(seen[mode].ms, ms),
        outputTokens: average(seen[mode].outputTokens, outputTokens),
      }
    },
  }
}
