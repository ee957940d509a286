import type { FreshnessClass } from '../metrics/definitions.ts'
import type { UsageRecorder } from '../metrics/record-usage.ts'
import type { Count } from '../ports/counters.ts'
import type { Budgets } from './admission/budgets.ts'
import { accountsOf, type Payer } from './payer.ts'

export type BookDeps = {
  count: Count
  book: UsageRecorder['book']
  budgets: Pick<Budgets, 'spent'>
}

export type CallUsage = {
  input_tokens: number
  output_tokens: number
  reasoning_tokens: number
  gpu_seconds: number
  usd: number
}

/** Counts what a model was used for, and books it on whoever caused it. */
export function bookCall(
  { count, book, budgets }: BookDeps,
  usage: CallUsage,
  { model, payer, freshness }: { model: string; payer: Payer | null; freshness?: FreshnessClass },
): void {
  const [gpuMs, microUsd] = [Math.round(usage.gpu_seconds * 1_000), Math.round(usage.usd * 1_000_000)]
  count('model_calls', 1, freshness)
  count('tokens_used', usage.input_tokens + usage.output_tokens, freshness)
  count('gpu_ms_used', gpuMs, freshness)
  count('micro_usd_used', microUsd, freshness)
  budgets.spent(payer, { usd: usage.usd, gpuSeconds: usage.gpu_seconds })
  book(accountsOf(payer), model, {
    requests: 1,
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    reasoning_tokens: usage.reasoning_tokens,
    gpu_ms: gpuMs,
    micro_usd: microUsd,
  })
}
