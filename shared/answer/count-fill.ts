import type { FreshnessClass } from '../metrics/definitions.ts'
import type { UsageRecorder } from '../metrics/record-usage.ts'
import type { Count } from '../ports/counters.ts'
import type { Budgets } from './admission/budgets.ts'
import type { AnswerEvent } from './events.ts'
import { accountsOf, type Payer } from './payer.ts'

/** Counts and books a fill: whoever started it, and whether anybody reads it. */
export async function* countFill(
  { count, book, budgets }: { count: Count; book: UsageRecorder['book']; budgets: Pick<Budgets, 'spent'> },
  events: AsyncIterable<AnswerEvent>,
  { freshness, payer }: { freshness: FreshnessClass; payer: Payer | null },
): AsyncGenerator<AnswerEvent> {
  for await (const event of events) {
    if (event.type === 'answer-error') count('failures', 1, freshness)
    if (event.type === 'answer-end' && event.mode.model !== null) {
      const { usage, mode } = event
      count('model_calls', 1, freshness)
      count('tokens_used', usage.input_tokens + usage.output_tokens, freshness)
      count('gpu_ms_used', Math.round(usage.gpu_seconds * 1_000), freshness)
      count('micro_usd_used', Math.round(usage.usd * 1_000_000), freshness)
      budgets.spent(payer, { usd: usage.usd, gpuSeconds: usage.gpu_seconds })
      book(accountsOf(payer), mode.model ?? 'none', {
        requests: 1,
        input_tokens: usage.input_tokens,
        output_tokens: usage.output_tokens,
        reasoning_tokens: usage.reasoning_tokens,
        gpu_ms: Math.round(usage.gpu_seconds * 1_000),
        micro_usd: Math.round(usage.usd * 1_000_000),
      })
    }
    yield event
  }
}
