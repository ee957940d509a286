import type { Mode, Usage } from '../api/answer.ts'
import { detectLanguage } from '../text/language.ts'
import type { FlowEvent } from './events.ts'
import type { Written } from './write-synopsis.ts'

export const modeOf = ({ served, model, reason }: Written): Omit<Mode, 'requested'> => ({
  served,
  model,
  reason,
})

/** Of an answer that nothing was spent on yet, or whose reader is not charged. */
export const NO_USAGE: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  gpu_seconds: 0,
  usd: 0,
  searches: 0,
  pages_read: 0,
}

/** What the fill took. Money and GPU-seconds come with the model registry's prices. */
export function usageOf(
  { usage }: Written,
  { searches, pages }: { searches: number; pages: readonly { read: string }[] },
): Usage {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    gpu_seconds: 0,
    usd: 0,
    searches,
    pages_read: pages.filter(({ read }) => read === 'full').length,
  }
}

/** The extractive writer quotes: it cannot write in a language that the sources are not in. */
export function* warnOfLanguage(asked: string | null, { served, text }: Written): Generator<FlowEvent, void> {
  if (asked === null || served !== 'extractive') return
  const written = detectLanguage(text)
  if (written !== null && written !== asked.split('-')[0])
    yield { type: 'warning', code: 'language_not_available' }
}
