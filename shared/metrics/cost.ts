import type { ModelEntry } from '../config/models.ts'
import type { ModelUsage } from '../ports/language-model.ts'

/** What a model costs: money by the token, GPU time by the token, or neither. */
export type Rate = Pick<ModelEntry, 'alias' | 'price' | 'gpu'>

export type Cost = { gpu_seconds: number; usd: number }

/** What a call of the model took. 0 without a model, for one that is not known and where no rates are set. */
export type CostOf = (alias: string | null, usage: ModelUsage) => Cost

const FREE: Cost = { gpu_seconds: 0, usd: 0 }

/** Prices calls by the models file. `outputTokens` includes the reasoning, as vendors count and charge it. */
export function createCost(models: readonly Rate[]): CostOf {
  const rates = new Map(models.map((rate) => [rate.alias, rate]))
  return (alias, { inputTokens, outputTokens, cachedInputTokens = 0 }) => {
    const rate = alias === null ? undefined : rates.get(alias)
    if (rate === undefined) return FREE
    const { price, gpu } = rate
    const seconds = gpu ? inputTokens / gpu.prefill_tokens_per_s + outputTokens / gpu.decode_tokens_per_s : 0
    const cached = Math.min(cachedInputTokens, inputTokens)
    const microUsd = price
      ? (inputTokens - cached) * price.input_usd_per_mtok +
        cached * (price.cached_input_usd_per_mtok ?? price.input_usd_per_mtok) +
        outputTokens * price.output_usd_per_mtok
      : 0
    return { gpu_seconds: toMillionths(seconds), usd: toMillionths(microUsd / 1_000_000) }
  }
}

const toMillionths = (value: number) => Math.round(value * 1_000_000) / 1_000_000
