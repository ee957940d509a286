import type { ModelUsage } from '../ports/language-model.ts'

/** What several calls took together. */
export function addUsage(sum: ModelUsage, usage: ModelUsage): void {
  sum.inputTokens += usage.inputTokens
  sum.outputTokens += usage.outputTokens
  sum.reasoningTokens += usage.reasoningTokens
  if (usage.cachedInputTokens !== undefined)
    sum.cachedInputTokens = (sum.cachedInputTokens ?? 0) + usage.cachedInputTokens
}
