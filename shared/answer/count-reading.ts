import type { Mode } from '../api/answer.ts'
import type { AnswerEnd } from '../api/answer-events.ts'
import { latencyCounter } from '../metrics/definitions.ts'
import type { Count } from '../ports/counters.ts'

/** What one reader got: on which rung, how soon, and what somebody else's fill spared them. */
export function countReading(
  count: Count,
  end: Pick<AnswerEnd, 'cache'> & {
    served: Mode['served']
    timing: Pick<AnswerEnd['timing'], 'first_delta_ms' | 'total_ms'>
  },
): void {
  const { cache, served, timing } = end
  const { saved, freshness } = cache
  count(`served_${served}`)
  if (timing.first_delta_ms !== null) count(latencyCounter('first_delta', timing.first_delta_ms))
  count(latencyCounter('total', timing.total_ms))
  count('model_calls_avoided', saved.model_calls, freshness)
  count('tokens_saved', saved.tokens, freshness)
  count('gpu_ms_saved', Math.round(saved.gpu_seconds * 1_000), freshness)
  count('micro_usd_saved', Math.round(saved.usd * 1_000_000), freshness)
}
