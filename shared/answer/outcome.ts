import type { Mode, Usage } from '../api/answer.ts'
import type { CostOf } from '../metrics/cost.ts'
import { detectLanguage } from '../text/language.ts'
import type { FlowEvent } from './events.ts'
import type { Written } from './write-synopsis.ts'

export const modeOf = ({ served, model, reason }: Written): Omit<Mode, 'requested'> => ({
  served,
  model,
  reason,
})

/** What the fill took; its money and GPU-seconds by the rates of the models file. */
export function usageOf(
  { model, usage }: Written,
  {
    searches,
    pages,
    costOf,
    usdBefore = 0,
  }: {
    searches: number
    pages: readonly { read: string }[]
    costOf: CostOf
    /** What was paid before the writing. Default 0. */
    usdBefore?: number
  },
): Usage {
  const cost = costOf(model, usage)
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    ...cost,
    usd: cost.usd + usdBefore,
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
